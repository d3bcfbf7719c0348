using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Grains.Clusters;

/// <summary>What the grains of a cluster share on their silo: replaced as a whole, never edited.</summary>
/// <param name="WriteBlocker">Why nothing may be written (observe mode, paused, fenced); null when the fleet may.</param>
internal sealed record ClusterFacts(
    ClusterMode Mode,
    ClusterFeatures? Features,
    RouterFacts? Router,
    Blocker? WriteBlocker)
{
    public static ClusterFacts Unknown { get; } = new(ClusterMode.Observe, null, null, null);

    public bool MayWrite => Mode == ClusterMode.Reconcile && WriteBlocker is null && Features is not null;
}
