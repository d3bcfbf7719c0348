using Orleans.Runtime.Placement;

namespace Fleet.Grains.Placement;

/// <summary>Places grains at their cluster's <see cref="ClusterHome"/>.</summary>
internal sealed class ClusterPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString() ?? "";
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return Task.FromResult(ClusterHome.Among(context.GetCompatibleSilos(target), slash < 0 ? key : key[..slash])!);
    }
}
