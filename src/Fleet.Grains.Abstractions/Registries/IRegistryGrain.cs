using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Orleans.Concurrency;

namespace Fleet.Grains.Registries;

/// <summary>
/// One QuayRegistry; keyed <c>cluster/namespace/name</c>. Starts and orders the passes, writes the status, publishes the summary.
/// </summary>
[Alias("Fleet.Registry")]
public interface IRegistryGrain : IGrainWithStringKey
{
    /// <summary>The QuayRegistry as its watcher saw it.</summary>
    /// <param name="first">Nothing of it was shown before in this session.</param>
    Task Observe(long session, bool first, DateTimeOffset at, ObservedObject registry);

    /// <summary>The QuayRegistry is gone from the cluster.</summary>
    Task Vanished();

    /// <summary>Everything this registry owns has been seen at least once in the session.</summary>
    Task Synced(long session);

    /// <summary>The bundle Secret changed; null when it is gone.</summary>
    Task BundleChanged(string? resourceVersion);

    /// <summary>The cluster has moved to another silo: ends what is under way here, with all components.</summary>
    Task Leave();

    /// <summary>The cluster's features, router, mode, pause or fence changed.</summary>
    Task ClusterChanged();

    /// <summary>From a component: its newest report, which replaces any older one.</summary>
    Task Report(Numbered<ComponentReport> report);

    /// <summary>From a component: its share of a step is done. One-way, since the registry may be waiting for that component.</summary>
    [OneWay]
    Task StepFinished(StepFinished finished);

    /// <summary>From the registry's own pass, which runs beside the grain.</summary>
    Task PassFinished(PassFinished finished);

    /// <summary>From the registry's own status writer, which runs beside the grain.</summary>
    Task StatusWritten(StatusWritten written);

    /// <summary>Publishes the newest summary again; wakes the registry with the last known state.</summary>
    [OneWay]
    Task ResendSummary();

    /// <summary>Null when the registry is not known.</summary>
    Task<RegistrySummary?> Describe();

    /// <summary>
    /// The registry's core Events, newest first, fetched from its cluster now. Interleaves: it waits for the cluster and changes nothing
    /// (docs/decisions/0004).
    /// </summary>
    [AlwaysInterleave]
    Task<RegistryEvents> Events();

    /// <summary>
    /// Lets an upgrade begin: has the registry ask for a version, in its cluster, where the decision is kept. Interleaves: it waits for the cluster,
    /// and what it wrote comes back through the watch (docs/decisions/0017).
    /// </summary>
    /// <param name="version">Null for what is pending.</param>
    [AlwaysInterleave]
    Task<UpgradeApproval> Approve(string? version);

    /// <summary>
    /// Has the registry ask for a rollout's version under the rollout's claim, in one write. Null when its cluster has acknowledged it, else why
    /// not. Interleaves, as <see cref="Approve"/> does (docs/decisions/0020).
    /// </summary>
    [AlwaysInterleave]
    Task<string?> Claim(RolloutClaim claim);

    /// <summary>
    /// Signs in to the registry, and has it take, give back and delete something tiny. Null when it did, else what went wrong. Interleaves: it waits for the
    /// cluster and the registry, for at most 20 s, and changes nothing of the grain (docs/decisions/0026).
    /// </summary>
    /// <param name="secret">With the account, in the registry's cluster: <c>namespace/name</c>.</param>
    [AlwaysInterleave]
    Task<string?> Smoke(string secret);

    /// <summary>
    /// Finds out whether the registry could be reconciled as another version: renders it so and has its cluster try every object in a dry run. Null when
    /// it could, else everything that is in the way. Interleaves: it waits for the cluster, and changes nothing, neither there nor of the grain
    /// (docs/decisions/0026).
    /// </summary>
    /// <param name="certificate">For how long the bundle's certificate has to be valid yet.</param>
    [AlwaysInterleave]
    [ResponseTimeout("00:02:00")]
    Task<string?> Preflight(string version, TimeSpan certificate);

    /// <summary>
    /// What a pass would change in the cluster, as its API server sees it in a dry run. Interleaves, as <see cref="Preflight"/> does, and changes as
    /// little (docs/decisions/0046).
    /// </summary>
    /// <param name="version">To be rendered as; null for what it is meant to run.</param>
    [AlwaysInterleave]
    [ResponseTimeout("00:02:00")]
    Task<RegistryDiffAnswer> Diff(string? version);

    /// <summary>The QuayRegistry as its cluster has it now. Interleaves, as <see cref="Events"/> does.</summary>
    [AlwaysInterleave]
    Task<RegistryManifestAnswer> Manifest();

    /// <summary>
    /// Creates, edits, pauses, resumes or deletes the QuayRegistry in its cluster. Interleaves: it waits for the cluster, and what it wrote comes
    /// back through the watch (docs/decisions/0018).
    /// </summary>
    [AlwaysInterleave]
    Task<RegistryWriteOutcome> Write(RegistryWrite write);

    /// <summary>
    /// Makes a new bundle of what a config editor sends, and has the QuayRegistry name it. Interleaves, as <see cref="Write"/> does (docs/decisions/0042).
    /// </summary>
    [AlwaysInterleave]
    Task<RegistryWriteOutcome> Reconfigure(Reconfigure reconfigure);

    /// <summary>
    /// Whether a config editor that shows this key is the registry's own, and editors of its cluster may change anything. Interleaves: it changes nothing
    /// (docs/decisions/0042).
    /// </summary>
    [AlwaysInterleave]
    Task<bool> AdmitsEditor(string key);

    /// <summary>The migrations that are remembered, newest first.</summary>
    Task<ImmutableArray<MigrationRecord>> Migrations();

    /// <summary>How its conditions came to be what they are, newest first.</summary>
    Task<ImmutableArray<ConditionTransition>> Transitions();
}
