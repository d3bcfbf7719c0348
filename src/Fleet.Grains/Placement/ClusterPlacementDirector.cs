using System.IO.Hashing;
using System.Text;
using Orleans.Runtime.Placement;

namespace Fleet.Grains.Placement;

/// <summary>Rendezvous hashing of the cluster's name over the silos: when one joins or leaves, only its share of the clusters moves.</summary>
internal sealed class ClusterPlacementDirector : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        var key = target.GrainIdentity.Key.ToString() ?? "";
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var cluster = slash < 0 ? key : key[..slash];
        return Task.FromResult(context.GetCompatibleSilos(target).MaxBy(silo => Score(cluster, silo))!);
    }

    private static ulong Score(string cluster, SiloAddress silo) =>
        XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{cluster}@{silo.ToParsableString()}"));
}
