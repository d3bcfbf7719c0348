using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Webhooks;
using Fleet.Grains.Webhooks;

namespace Fleet.Grains.Rollouts;

/// <summary>What is read of a rollout.</summary>
internal sealed partial class RolloutGrain
{
    /// <summary>A state has every unit in it, and readers are people: more often would cost more than the rollout itself.</summary>
    private static readonly TimeSpan BetweenStates = TimeSpan.FromMilliseconds(100);

    public async IAsyncEnumerable<RolloutStatus> Watch([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (_state is not null)
        {
            var changed = _changed.Task;
            yield return Status();
            if (!IsUnderWay) yield break;
            await changed.WaitAsync(cancellationToken);
            await Task.Delay(BetweenStates, _time, cancellationToken);
        }
    }

    /// <summary>Webhooks read what happened from the log; that there is something is all they are told, and if it gets lost they find it.</summary>
    private void Tell(ImmutableArray<RolloutEvent> events)
    {
        foreach (var item in events) LogHappened(_name, item);
        if (events.Any(item => RolloutNotice.Of("", _name, 0, item) is not null))
            GrainFactory.GetWebhooks().Happened([new RolloutEnd(_name, _state!.Sequence)]).Ignore();
    }

    public Task<RolloutStatus?> Describe() => Task.FromResult(_state is null ? null : Status());

    public async Task<RolloutState?> At(DateTimeOffset time)
    {
        var events = (await _log.ReadAsync(CancellationToken.None)).TakeWhile(item => item.At <= time).ToList();
        return events.Count == 0 ? null : RolloutState.Of(events);
    }

    public Task<ImmutableArray<RolloutEvent>> History() => _log.ReadAsync(CancellationToken.None);
}
