using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Fleet.Kubernetes.Watching;

namespace Fleet.Grains.Clusters;

/// <summary>What a cluster's stored state and newest reports amount to.</summary>
internal static class ClusterRules
{
    public static ClusterFacts Share(ClusterState state, ConnectionReport? connection, FleetCatalog? catalog, InClusterOperator? @operator, ReleaseImages images) =>
        new(
            state.Mode,
            // The dashboard lies in another namespace, and a namespace's labels in none.
            state.Policy is { Namespaces.IsEmpty: false } && connection?.Features is { } served ? served with { Prometheus = false } : connection?.Features,
            state.AppsDomain is { } domain ? new RouterFacts(domain, state.RouterCertificate) : null,
            WriteBlocker(state, connection, catalog?.Stop),
            catalog,
            new ChannelSubscription(state.Channel, state.Approval),
            @operator)
        {
            Policy = (state.Policy ?? ClusterPolicy.None) with { Images = (state.Policy ?? ClusterPolicy.None).Images.Or(images) },
        };

    public static ClusterSummary Summarise(ClusterName name, ClusterState state, ConnectionReport? connection, SessionReport? watch, FleetStop? stop = null)
    {
        // Until it is watched, the connection speaks for the cluster; afterwards the watch knows sooner, but for refused credentials, which an open watch outlives.
        var (current, message) = watch is not null && connection?.State != ConnectionState.Unauthorised ? (watch.State, watch.Message) : (connection?.State ?? ConnectionState.Connecting, connection?.Message ?? "");
        return new ClusterSummary(
            name,
            state.Labels,
            state.Mode,
            state.Paused,
            state.Endpoint,
            connection?.Features ?? state.Features,
            state.AppsDomain,
            current,
            message,
            watch?.State == ConnectionState.Live ? watch.At : null,
            Blockers(state, connection, stop, current, message),
            state.Registries.Count,
            new ChannelSubscription(state.Channel, state.Approval),
            state.Services,
            state.Policy);
    }

    /// <summary>A registry whose spec is not written is taken as naming the bundle that is made for it.</summary>
    public static WatchChange Keep(WatchChange change, ClusterPolicy policy) =>
        policy.KeepSpec && change is WatchChange.Upserted { Object: var shown } upserted ? upserted with { Object = BundleCreation.Named(shown) } : change;

    private static Blocker? WriteBlocker(ClusterState state, ConnectionReport? connection, FleetStop? stop) =>
        stop is not null && state.Mode != ClusterMode.Observe ? stop.ToBlocker()
        : state.Paused ? new Blocker(BlockerCodes.Paused, "The cluster is paused: `quayfleet cluster resume` lets the fleet write to it again.") : connection?.Fence;

    private static ImmutableArray<Blocker> Blockers(ClusterState state, ConnectionReport? connection, FleetStop? stop, ConnectionState current, string message)
    {
        var blockers = ImmutableArray.CreateBuilder<Blocker>();
        if (current == ConnectionState.Unreachable) blockers.Add(new Blocker(BlockerCodes.Unreachable, $"The cluster's API server does not answer; what is shown is the last known state. {message}".TrimEnd()));
        if (current == ConnectionState.Unauthorised) blockers.Add(new Blocker(BlockerCodes.Unauthorised, message));
        if (connection?.Features is { QuayRegistries: false })
            blockers.Add(new Blocker(
                BlockerCodes.CrdMissing,
                "The cluster serves no quay.redhat.com/v1 QuayRegistry: apply deploy/member-cluster/crds/quayregistry.yaml to it."));
        if (WriteBlocker(state, connection, stop) is { } blocker) blockers.Add(blocker);
        return blockers.ToImmutable();
    }
}
