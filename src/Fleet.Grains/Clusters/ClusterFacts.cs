using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;

namespace Fleet.Grains.Clusters;

/// <summary>What the grains of a cluster share on their silo: replaced as a whole, never edited.</summary>
/// <param name="Catalog">The fleet's; null until this silo has read it.</param>
/// <param name="WriteBlocker">Why nothing may be written (observe mode, paused, fenced); null when the fleet may.</param>
/// <param name="Operator">What the in-cluster operator seen last was given; null when none was seen.</param>
internal sealed record ClusterFacts(
    ClusterMode Mode,
    ClusterFeatures? Features,
    RouterFacts? Router,
    Blocker? WriteBlocker,
    FleetCatalog? Catalog,
    ChannelSubscription Subscription,
    InClusterOperator? Operator = null)
{
    /// <summary>How the cluster's registries are treated.</summary>
    public ClusterPolicy Policy { get; init; } = ClusterPolicy.None;

    public static ClusterFacts Unknown { get; } = new(ClusterMode.Observe, null, null, null, null, ChannelSubscription.None);

    /// <summary>What an unread catalog would have of a release is not known, and so what a pass would apply.</summary>
    public bool MayWrite => Mode == ClusterMode.Reconcile && WriteBlocker is null && Features is not null && Catalog is not null;
}
