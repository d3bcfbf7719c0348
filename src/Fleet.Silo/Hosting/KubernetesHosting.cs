namespace Fleet.Silo.Hosting;

/// <summary>
/// In a pod that says so, the silo takes its name, address and cluster from the pod, and leaves the membership when Kubernetes deletes its pod.
/// </summary>
/// <remarks>
/// Needs what <c>deploy/overlays/ha</c> gives it: the environment below, the labels <c>orleans/serviceId</c> and <c>orleans/clusterId</c> on the
/// pods, and the right to get, list, watch and delete pods of its namespace.
/// </remarks>
internal static class KubernetesHosting
{
    private static readonly string[] Required = ["POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_SERVICE_ID", "ORLEANS_CLUSTER_ID"];

    /// <summary>Whether the pod's description asks for it; a single server beside its embedded store does not.</summary>
    public static bool IsWanted(Func<string, string?> environment) => Required.All(name => environment(name) is { Length: > 0 });

    /// <summary>After clustering was chosen: identity and endpoints of the pod take the place of those set before.</summary>
    public static ISiloBuilder UseKubernetesHostingWhenWanted(this ISiloBuilder silo) =>
        IsWanted(Environment.GetEnvironmentVariable) ? silo.UseKubernetesHosting() : silo;
}
