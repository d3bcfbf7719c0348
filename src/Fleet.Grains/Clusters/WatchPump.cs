using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Registries;
using Fleet.Grains.Tracing;
using Fleet.Kubernetes.Watching;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Carries what a cluster's watches deliver to registry and component grains. Runs beside the watcher grain; it waits for each batch to be
/// taken, so a slow grain slows the watch (whose channel is bounded) instead of filling memory.
/// </summary>
internal sealed partial class WatchPump : IAsyncDisposable
{
    private readonly ClusterSession _session;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger<WatchPump> _logger;
    private readonly WatchSession _watch;
    private readonly WatchRouting _routing;
    private readonly WatchProgress _progress = new();
    private readonly CancellationTokenSource _stop;
    private readonly IClusterGrain _cluster;
    private readonly Lock _targets = new();
    private readonly HashSet<(RegistryKey Registry, ComponentKind? Kind)> _shown = [];
    private readonly HashSet<ObjectKey> _operators = [];
    private Task _running = Task.CompletedTask;

    public WatchPump(ClusterSession session, IGrainFactory grains, TimeProvider time, ILoggerFactory loggers)
    {
        (_session, _grains, _time) = (session, grains, time);
        _logger = loggers.CreateLogger<WatchPump>();
        _watch = new WatchSession(session.Api);
        _routing = new WatchRouting(session.Cluster);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(session.Ended);
        _cluster = grains.GetGrain<IClusterGrain>(session.Cluster.ToString());
    }

    public void Start() => _running = Task.WhenAll(Task.Run(PumpAsync), Task.Run(() => _watch.RunAsync(_stop.Token)), Task.Run(ReportAsync));

    public async ValueTask DisposeAsync()
    {
        _session.FactsChanged -= RetargetWatches;
        await _stop.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watch.DisposeAsync();
        _stop.Dispose();
    }

    private async Task PumpAsync()
    {
        FleetTraces.Detach();
        // APIs come and go with what is installed on the cluster.
        _session.FactsChanged += RetargetWatches;
        RetargetWatches();
        try
        {
            await foreach (var batch in _watch.Batches.ReadAllAsync(_stop.Token))
                await CarryAsync(batch);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Cancelled, or the grains it would tell are going too.
            return;
        }
#pragma warning disable CA1031 // the end of a detached task: the session is replaced rather than left deaf
        catch (Exception e)
        {
            LogPumpFailed(e, _session.Cluster);
            await LoseAsync($"following the cluster failed: {e.Message}");
        }
#pragma warning restore CA1031
    }

    private async Task CarryAsync(WatchBatch batch)
    {
        var now = _time.GetUtcNow();
        var upserts = new Dictionary<(RegistryKey Registry, ComponentKind Kind), List<ObservedObject>>();
        var deletes = new Dictionary<(RegistryKey Registry, ComponentKind Kind), List<DeletedObject>>();
        var bundles = new HashSet<RegistryKey>();
        var later = new List<Task>();

        // Registries first: they make the others routable.
        foreach (var change in batch.Changes.Select(change => ClusterRules.Keep(change, _session.Facts.Policy)).OrderBy(change => IsRegistry(change) ? 0 : 1))
            switch (change)
            {
                case WatchChange.Upserted { Object: var o } when o.Key.Kind == ResourceKind.QuayRegistry:
                    if (_routing.Upsert(o)) RetargetWatches();
                    var registry = _routing.Key((o.Key.Namespace, o.Key.Name));
                    bundles.Add(registry);
                    foreach (var early in _routing.Unpark(registry)) Route(early.Key, early.Registry, early.ResourceVersion, upserts, early, bundles);
                    var first = _shown.Add((registry, null));
                    // Every component hears of the session's beginning, also one that has nothing: who does not was not there.
                    if (first)
                        foreach (var kind in ComponentKinds.All) upserts.TryAdd((registry, kind), []);
                    later.Add(Registry(_session.Show(o.Key)).Observe(_session.Number, first, now, o));
                    break;
                case WatchChange.Deleted { Key: var key } when key.Kind == ResourceKind.QuayRegistry:
                    _routing.Remove(key);
                    _progress.Forget(_routing.Key((key.Namespace, key.Name)));
                    RetargetWatches();
                    _shown.RemoveWhere(shown => shown.Registry == _routing.Key((key.Namespace, key.Name)));
                    later.Add(Registry(key).Vanished());
                    break;
                case WatchChange.Upserted { Object: var o } when OperatorNames.AreOf(o.Key, o.Registry):
                    if (_operators.Add(o.Key)) _progress.Suspect();
                    break;
                case WatchChange.Deleted { Key: var key } when _operators.Remove(key):
                    _progress.Suspect();
                    break;
                case WatchChange.Upserted { Object: var o }:
                    var known = Route(o.Key, o.Registry, o.ResourceVersion, upserts, o, bundles);
                    if (o.Registry is not null && (!known || WatchRouting.IsShared(o.Key))) _routing.Park(o);
                    if (o.Key == ClusterKinds.ProbeRoute) _session.HasProbe = true;
                    if (o.Facts is RouteFacts route) later.Add(SeeRouterAsync(route));
                    if (IsNews(o)) Suspect(o.Key.Kind);
                    break;
                case WatchChange.Deleted { Key: var key } deleted:
                    _routing.Unpark(key);
                    Route(key, deleted.Registry, null, deletes, new DeletedObject(key, deleted.Uid), bundles);
                    Suspect(key.Kind);
                    break;
                case WatchChange.Synced { Target: var target }:
                    _progress.Synced(target);
                    break;
                case WatchChange.HealthChanged:
                    later.Add(_cluster.SessionChanged(Report()));
                    break;
                default:
                    throw new InvalidOperationException($"Unknown change {change.GetType().Name}.");
            }

        await Task.WhenAll(later);
        await Task.WhenAll(upserts.Keys.Union(deletes.Keys).Select(key => Component(key).Observe(new ObservedBatch(
            _session.Number,
            now,
            upserts.TryGetValue(key, out var seen) ? [.. seen] : [],
            deletes.TryGetValue(key, out var gone) ? [.. gone] : [],
            First: _shown.Add((key.Registry, key.Kind))))));
        await Task.WhenAll(bundles.Select(registry => Registry(registry).BundleChanged(_routing.BundleVersion(registry))));
        await AnnounceSyncedAsync();
        if (_progress.TakeSuspicion()) await _cluster.Rediscover();
    }

    /// <summary>What a first list shows was there when the session connected, and the Lease is what it claimed itself.</summary>
    private bool IsNews(ObservedObject seen) => seen.Key.Kind == ClusterKinds.CustomResourceDefinition
        ? _progress.IsSynced(ClusterKinds.CustomResourceDefinition) || _session.Api.IsNews(seen.Key.Name)
        : seen.ResourceVersion != _session.LeaseVersion;

    private void Suspect(ResourceKind changed)
    {
        if (changed == ResourceKind.Lease) _session.Gate.Suspect();
        if (changed == ResourceKind.Lease || changed == ClusterKinds.CustomResourceDefinition) _progress.Suspect();
    }

    /// <summary>False when the registry it belongs to, if any, is not known.</summary>
    private bool Route<T>(
        ObjectKey key, string? label, string? version, Dictionary<(RegistryKey, ComponentKind), List<T>> into, T item, HashSet<RegistryKey> bundles)
    {
        if (key.Kind == ResourceKind.Secret)
            foreach (var registry in _routing.SecretChanged(key, version)) bundles.Add(registry);
        var owned = false;
        foreach (var owner in _routing.OwnersOf(key, label))
        {
            var component = ComponentOwnership.Of(key.Kind, key.Name, owner.Name);
            if (!into.TryGetValue((owner, component), out var items)) into[(owner, component)] = items = [];
            items.Add(item);
            owned = true;
        }
        return owned;
    }

    private async Task AnnounceSyncedAsync()
    {
        foreach (var registry in _routing.Registries.ToList())
            if (_progress.BecomesComplete(registry, WatchTargets.SecretsOf(registry.Namespace)))
            {
                await Registry(registry).Synced(_session.Number);
                await _cluster.SessionChanged(Report());
            }
    }

    private Task SeeRouterAsync(RouteFacts route) =>
        route.Ingress.FirstOrDefault(ingress => ingress is { Admitted: true, RouterCanonicalHostname.Length: > 0 }) is { } admitted
            ? _cluster.RouterSeen(Hostnames.AppsDomain(admitted.RouterCanonicalHostname!, admitted.RouterName), admitted.Host ?? admitted.RouterCanonicalHostname!)
            : Task.CompletedTask;

    private void RetargetWatches()
    {
        lock (_targets)
        {
            if (_session.Facts is not { Features: { } features } facts || _stop.IsCancellationRequested) return;
            var fixedTargets = WatchTargets.Of(features, facts.Mode == ClusterMode.Reconcile, facts.Policy.Namespaces).ToList();
            _progress.Expect(fixedTargets);
            _watch.SetTargets([.. fixedTargets, .. _routing.Namespaces.Select(WatchTargets.SecretsOf)]);
        }
    }

    private static bool IsRegistry(WatchChange change) =>
        change is WatchChange.Upserted { Object.Key.Kind: var kind } && kind == ResourceKind.QuayRegistry;

    private IRegistryGrain Registry(ObjectKey key) => Registry(_routing.Key((key.Namespace, key.Name)));

    private IRegistryGrain Registry(RegistryKey key) => _grains.GetGrain<IRegistryGrain>(key.ToString());

    private IComponentGrain Component((RegistryKey Registry, ComponentKind Kind) key) =>
        _grains.GetGrain<IComponentGrain>(new ComponentKey(key.Registry, key.Kind).ToString());
}
