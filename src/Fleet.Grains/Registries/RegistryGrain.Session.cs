using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>The registry in the sessions of its cluster, which begin anew and move between silos.</summary>
internal sealed partial class RegistryGrain
{
    public async Task Observe(long session, bool first, DateTimeOffset at, ObservedObject registry)
    {
        if (await Misses(session, first)) return;
        _outbox.Enter(session);
        await Take(session, at, registry);
    }

    private IGrainTimer? _calm;

    /// <summary>That somebody has stopped undoing what is applied is told by nothing but time.</summary>
    private void AwaitCalm()
    {
        var now = _time.GetUtcNow();
        if (_calm is not null || _schedule.ContestedUntil is not { } until || until <= now) return;
        _calm = this.RegisterGrainTimer(
            _ =>
            {
                _calm?.Dispose();
                _calm = null;
                return Advance();
            },
            new GrainTimerCreationOptions(until - now, Timeout.InfiniteTimeSpan));
    }

    public async Task Leave()
    {
        // Nothing is under way any more: the session has ended.
        _steps?.Abandon();
        await Task.WhenAll(ComponentKinds.All.Select(kind => Component(kind).Leave()));
        // Not merely deactivated: a silo that remembers it here would have it activated here once more.
        MigrateOnIdle();
    }

    /// <summary>
    /// Whether this activation was not there when the session showed the registry for the first time, or is on a silo that does not have the
    /// session. Then only a new session, which shows everything again, helps.
    /// </summary>
    private async Task<bool> Misses(long session, bool first)
    {
        var here = _sessions.TryGet(_key.Cluster, out _);
        if (here && (first || _picture.Session == session)) return false;
        if (!here) MigrateOnIdle();
        await Lose(session, here ? $"it knows session {_picture.Session}" : "its silo has no connection");
        return true;
    }

    /// <summary>
    /// What a session has shown to the activation before this one, it does not show again by itself, and nothing of the registry may change for long. One
    /// that is gone from its cluster is not stored either.
    /// </summary>
    private Task AskToBeShown() =>
        _picture.Registry is null && _state.State.Summary is not null && _sessions.TryGet(_key.Cluster, out var session) && session.Shown.ContainsKey($"{_key.Namespace}/{_key.Name}")
            ? Lose(session.Number, "it was shown to an activation that is gone")
            : Task.CompletedTask;

    private Task Lose(long session, string why) =>
        GrainFactory.GetGrain<IClusterGrain>(_key.Cluster.ToString()).Lost(session, $"registry {_key} was not there from the beginning: {why}");

    private Task Take(long session, DateTimeOffset at, ObservedObject registry)
    {
        if (registry.Facts is not QuayRegistryFacts { Registry: var observed }) return Task.CompletedTask;
        // What the watch showed is nowhere else: collected as idle, the grain would forget it. One that was shown nothing is.
        DelayDeactivation(Timeout.InfiniteTimeSpan);
        _picture = _picture.Observe(session, at, registry.ResourceVersion, Facts.Policy.KeepSpec ? BundleCreation.Named(observed) : observed);
        return Advance();
    }
}
