using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Orleans.Concurrency;

namespace Fleet.Grains.Clusters;

/// <summary>
/// One member cluster; keyed by its name. Holds the registration, connects, discovers, fences, and tells its watcher and registries.
/// </summary>
[Alias("Fleet.Cluster")]
public interface IClusterGrain : IGrainWithStringKey
{
    /// <summary>Stores the registration durably, then connects. An unreachable cluster is accepted and says so in its summary.</summary>
    Task<RegistrationOutcome> Register(RegisterCluster request);

    /// <summary>Replaces the credentials; nothing changes when the new ones are refused.</summary>
    Task<RegistrationOutcome> Rotate(string kubeconfig, string? context);

    /// <summary>A paused cluster is watched and not written to.</summary>
    Task<RegistrationOutcome> SetPaused(bool paused);

    /// <summary>Lets its registries follow a channel, durably; refused when the channel is in no catalog.</summary>
    Task<RegistrationOutcome> Subscribe(string? channel, Approval? approval);

    /// <summary>
    /// Changes labels and mode together, durably. A cluster that is no longer reconciled is cleaned of the fleet's Lease and, as asked, of its
    /// finalizers, or given back to the in-cluster operator; asking again cleans again what could not be cleaned.
    /// </summary>
    Task<ClusterChangeOutcome> Change(ClusterChange change);

    /// <summary>Says, durably, what gates of rollouts ask there.</summary>
    Task<RegistrationOutcome> SetServices(ClusterServices services);

    /// <summary>Says, durably, how the cluster's registries are treated. Where it is looked for them follows with a new session.</summary>
    Task<RegistrationOutcome> SetPolicy(ClusterPolicy policy);

    /// <summary>Makes this fleet the one that writes, whatever the Lease on the cluster says.</summary>
    Task<RegistrationOutcome> TakeOver();

    /// <summary>
    /// Finds out whether the cluster has what registries need. Interleaves: it waits for the cluster, for at most 15 s, and changes nothing
    /// (docs/decisions/0043).
    /// </summary>
    [AlwaysInterleave]
    Task<ImmutableArray<PreflightCheck>> Preflight();

    Task<RemovalOutcome> Remove(FinalizerPolicy finalizers);

    /// <summary>
    /// Connects and watches if the cluster is registered and that is not already going on; on a silo that is not the cluster's home any more,
    /// gives up what is going on instead. Cheap to repeat.
    /// </summary>
    /// <param name="view">The version of the membership that the caller goes by.</param>
    /// <returns>False when it was given up: to be started again, which then happens at its home.</returns>
    Task<bool> Start(long view);

    /// <summary>Null when the cluster is not registered.</summary>
    Task<ClusterSummary?> Describe();

    /// <summary>Sends the summaries of the cluster and its registries to the index again.</summary>
    [OneWay]
    Task ResendSummaries();

    /// <summary>From the cluster's own session, which runs beside the grain. One-way, since the cluster may be waiting for it to end.</summary>
    [OneWay]
    Task SessionChanged(SessionReport report);

    /// <summary>From the cluster's own connection attempt, which runs beside the grain.</summary>
    Task ConnectionChanged(ConnectionReport report);

    /// <summary>A Route of the cluster was admitted: the router's domain, and a host that reaches it.</summary>
    [OneWay]
    Task RouterSeen(string appsDomain, string host);

    /// <summary>What the router serves; null when it could not be reached, which keeps the certificate known before.</summary>
    Task CertificateFetched(long session, string appsDomain, string? certificate);

    /// <summary>
    /// Somebody did not get, or no longer has, what a session showed: the session is replaced by a new one, which shows everything again.
    /// </summary>
    [OneWay]
    Task Lost(long session, string what);

    /// <summary>The fleet's catalog has reached this revision. One-way: what gets lost is caught up with by <see cref="Start"/>.</summary>
    [OneWay]
    Task CatalogChanged(long revision);

    /// <summary>Something that discovery or fencing depends on changed on the cluster.</summary>
    [OneWay]
    Task Rediscover();
}
