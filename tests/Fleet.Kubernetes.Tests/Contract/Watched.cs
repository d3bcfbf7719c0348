using System.Collections.Concurrent;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Connections;
using Fleet.Kubernetes.Watching;
using Fleet.Testing;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>A running session and the picture a consumer has of it.</summary>
internal sealed class Watched : IAsyncDisposable
{
    /// <summary>Short pauses and limits, so that trouble is over within a test.</summary>
    public static readonly WatchOptions Quick = new()
    {
        Transient = new(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(500)),
        Unauthorised = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500)),
        Forbidden = new(TimeSpan.FromMilliseconds(300), TimeSpan.FromMilliseconds(500)),
        NotServed = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(200)),
    };

    private readonly WatchSession _session;
    private readonly Task _running;
    private readonly Task _reading;

    public Watched(KubernetesApi api, WatchOptions? options, params WatchTarget[] targets)
    {
        _session = new WatchSession(api, options ?? Quick);
        _session.SetTargets(targets);
        _running = _session.RunAsync(CancellationToken.None);
        _reading = ReadAsync();
    }

    public WatchSession Session => _session;

    public ConcurrentDictionary<ObjectKey, ObservedObject> Picture { get; } = new();

    public ConcurrentQueue<WatchChange> Changes { get; } = new();

    public IEnumerable<string> Names => Picture.Keys.Select(key => key.Name).Order();

    public int Count<TChange>()
        where TChange : WatchChange => Changes.OfType<TChange>().Count();

    public TargetHealth Health(WatchTarget target) => _session.Health.Targets.GetValueOrDefault(target, TargetHealth.Starting);

    public Task ConditionAsync(WatchTarget target, TargetCondition condition) =>
        Wait.UntilAsync(() => Health(target).Condition == condition, $"the watch of {target} is {condition} (now {Health(target)})");

    public Task NamesAsync(params string[] names) => Wait.UntilAsync(() => Names.SequenceEqual(names), $"the picture is {string.Join(' ', names)}");

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _running;
        await _reading;
    }

    private async Task ReadAsync()
    {
        await foreach (var batch in _session.Batches.ReadAllAsync())
            foreach (var change in batch.Changes)
            {
                if (change is WatchChange.Upserted { Object: var observed }) Picture[observed.Key] = observed;
                if (change is WatchChange.Deleted { Key: var key }) Picture.TryRemove(key, out _);
                Changes.Enqueue(change);
            }
    }
}
