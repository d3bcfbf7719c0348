using System.Collections.Immutable;

namespace Fleet.Simulator.Store;

/// <summary>
/// The state that many clusters start from. They share its objects until they change them; where clusters differ (in uids, in the apps
/// domain), the image has its own marker.
/// </summary>
public sealed class ClusterImage
{
    private ClusterImage(ClusterState state) => State = state;

    public static ClusterImage Empty { get; } = new(ClusterState.Empty);

    internal ClusterState State { get; }

    public int Objects => State.Objects.Values.Sum(kind => kind.Count);

    /// <summary>What a cluster has become, as an image of others.</summary>
    public static ClusterImage Of(SimulatedCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var state = cluster.State;
        return new ClusterImage(state with
        {
            Objects = state.Objects.ToImmutableDictionary(
                kind => kind.Key,
                kind => kind.Value.ToImmutableSortedDictionary(o => o.Key, o => o.Value.Marked(cluster.Options.Marker))),
        });
    }

    /// <summary>From what was kept of one.</summary>
    public static ClusterImage Of(IEnumerable<StoredObject> objects)
    {
        var state = objects.Aggregate(ClusterState.Empty, (state, o) => state.Put(o) with { Version = Math.Max(state.Version, o.Version) });
        return new ClusterImage(StateKinds.Refresh(state));
    }
}
