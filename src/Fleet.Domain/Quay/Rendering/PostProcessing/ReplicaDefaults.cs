namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>The number of pods where no autoscaler decides it [3.7+]. With one it stays unset, so as not to fight it.</summary>
internal static class ReplicaDefaults
{
    private const int Default = 2;

    public static void Apply(Workload workload, ComponentOverrides? overrides, Build build)
    {
        if (build.Manages(ComponentKind.HorizontalPodAutoscaler) || workload.Spec.ContainsKey("replicas") || !Scales(workload.Name)) return;
        // From 3.11 on a user who overrides anything but the number asks for it to be left alone.
        var replicas = overrides?.Replicas ?? (build.AtLeast(3, 11) && overrides is not null ? null : Default);
        if (replicas is { } number) workload.Spec["replicas"] = number;
    }

    private static bool Scales(string name) =>
        name.EndsWith("quay-app", StringComparison.Ordinal)
        || name.EndsWith("clair-app", StringComparison.Ordinal)
        || name.EndsWith("quay-mirror", StringComparison.Ordinal);
}
