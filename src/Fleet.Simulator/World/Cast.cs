using Fleet.Simulator.World.Actors;

namespace Fleet.Simulator.World;

/// <summary>Who plays in a world.</summary>
internal static class Cast
{
    public static IEnumerable<Actor> Of(IWorldCluster cluster, WorldOrders orders, WorldSettings settings)
    {
        var (parts, clock) = (settings.Parts, settings.Clock);
        if (parts.HasFlag(WorldParts.Routes)) yield return new Router(cluster, orders, clock, settings.AppsDomain);
        if (parts.HasFlag(WorldParts.Buckets)) yield return new BucketProvisioner(cluster, orders);
        if (parts.HasFlag(WorldParts.Workloads)) yield return new Workloads(cluster, orders, clock);
        if (parts.HasFlag(WorldParts.Jobs)) yield return new JobRunner(cluster, orders, clock);
        if (parts.HasFlag(WorldParts.Autoscalers)) yield return new Autoscaler(cluster, orders);
        if (parts.HasFlag(WorldParts.Volumes)) yield return new VolumeProvisioner(cluster, orders);
        if (parts.HasFlag(WorldParts.Certificates)) yield return new CertificateInjector(cluster, orders);
    }
}
