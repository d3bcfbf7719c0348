using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>Plays a storage class: binds every volume claim, without a volume.</summary>
internal sealed class VolumeProvisioner(IWorldCluster cluster, WorldOrders orders) : Actor(cluster, orders)
{
    public override Resource Watches => Resource.VolumeClaims;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        var withheld = Orders.IsVolumeWithheld(subject);
        if (subject.Deleting)
        {
            await ReleaseAsync(subject, cancellation);
            return null;
        }
        var phase = withheld ? "Pending" : "Bound";
        if (subject.Text("status", "phase") == phase) return null;
        var left = Orders.DelayOf(subject) - subject.Age;
        if (left > TimeSpan.Zero) return left;

        var status = new JsonObject { ["phase"] = phase };
        if (!withheld && subject.At("spec", "resources", "requests") is { } requests) status["capacity"] = requests.DeepClone();
        await PatchAsync(subject, Status(subject), new JsonObject { ["status"] = status }, cancellation);
        return null;
    }

    // The admission plugin adds this finalizer; the controller that would take it away does not run here.
    private async Task ReleaseAsync(Observed subject, CancellationToken cancellation) =>
        await Finalizers.RemoveAsync(Cluster, Item(subject), subject, "kubernetes.io/pvc-protection", cancellation);
}
