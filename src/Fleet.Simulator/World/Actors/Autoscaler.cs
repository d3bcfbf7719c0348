using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// Plays the autoscaler as far as it can matter without load: keeps the target between minimum and maximum, through the scale subresource.
/// A target at zero is left there, as the real one does. Expects a target of the autoscaler's own name, as Quay's are.
/// </summary>
internal sealed class Autoscaler(IWorldCluster cluster, WorldOrders orders) : Actor(cluster, orders)
{
    public override Resource Watches => Resource.Autoscalers;

    // The real one looks at its target every 15 s.
    public override Resource Follows => Resource.Deployments;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting || subject.Text("spec", "scaleTargetRef", "kind") != "Deployment") return null;
        var path = $"{Resource.Deployments.Item(subject.Namespace, subject.Text("spec", "scaleTargetRef", "name") ?? "")}/scale";
        if (await Cluster.GetAsync(path, cancellation) is not { } json) return null;

        var scale = new Observed(json, TimeSpan.Zero);
        var replicas = scale.Number("spec", "replicas") ?? 0;
        var desired = replicas == 0
            ? 0
            : Math.Clamp(replicas, subject.Number("spec", "minReplicas") ?? 1, subject.Number("spec", "maxReplicas") ?? long.MaxValue);
        if (desired != replicas)
            await Cluster.PatchAsync(path, new JsonObject { ["spec"] = new JsonObject { ["replicas"] = desired } }, cancellation);

        var current = scale.Number("status", "replicas") ?? 0;
        if (subject.Number("status", "currentReplicas") != current || subject.Number("status", "desiredReplicas") != desired)
            await PatchAsync(subject, Status(subject), new JsonObject
            {
                ["status"] = new JsonObject
                {
                    ["observedGeneration"] = subject.Generation,
                    ["currentReplicas"] = current,
                    ["desiredReplicas"] = desired,
                },
            }, cancellation);
        return null;
    }
}
