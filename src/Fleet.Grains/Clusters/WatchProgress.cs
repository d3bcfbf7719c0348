using System.Collections.Concurrent;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Kubernetes.Watching;

namespace Fleet.Grains.Clusters;

/// <summary>How far a session's first lists are, and what that and the watches' health amount to.</summary>
internal sealed class WatchProgress
{
    // A quiet watch gives no sign for as long as its idle limit; only beyond that does silence mean something.
    private static readonly TimeSpan StaleAfter = WatchOptions.Default.IdleLimit * 2;

    private readonly ConcurrentDictionary<WatchTarget, bool> _synced = [];
    private readonly HashSet<RegistryKey> _announced = [];
    private volatile IReadOnlyList<WatchTarget> _expected = [];
    private bool _suspicious;

    /// <summary>The targets that every registry of the cluster depends on.</summary>
    public void Expect(IReadOnlyList<WatchTarget> targets) => _expected = targets;

    /// <summary>The first list of this kind is complete, wherever it is looked for.</summary>
    public bool IsSynced(ResourceKind kind) => _synced.Keys.Any(target => target.Kind == kind);

    public void Synced(WatchTarget target) => _synced[target] = true;

    /// <summary>True once per registry: when everything it may own has been listed.</summary>
    /// <param name="secrets">The target of its namespace's Secrets.</param>
    public bool BecomesComplete(RegistryKey registry, WatchTarget secrets) =>
        _synced.ContainsKey(secrets) && _expected.Count > 0 && _expected.All(_synced.ContainsKey) && _announced.Add(registry);

    /// <summary>A registry is gone; one of the same name is another one.</summary>
    public void Forget(RegistryKey registry) => _announced.Remove(registry);

    /// <summary>Something changed that discovery or the fence depends on.</summary>
    public void Suspect() => _suspicious = true;

    public bool TakeSuspicion()
    {
        var suspicious = _suspicious;
        _suspicious = false;
        return suspicious;
    }

    public static (ConnectionState State, string Message) Judge(WatchHealth health, DateTimeOffset now)
    {
        var problem = health.Targets.Values.Select(target => target.Error).FirstOrDefault(error => error is not null) ?? "";
        return health.FreshnessAt(now, StaleAfter) switch
        {
            Freshness.Live => (ConnectionState.Live, ""),
            Freshness.Unreachable => (ConnectionState.Unreachable, problem),
            Freshness.Unauthorised => (ConnectionState.Unauthorised, problem),
            _ => (ConnectionState.Syncing, problem),
        };
    }
}
