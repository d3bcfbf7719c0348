using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Fleet.Domain.Rollouts;

namespace Fleet.Grains.Rollouts;

/// <summary>What is read of a rollout.</summary>
internal sealed partial class RolloutGrain
{
    public async IAsyncEnumerable<RolloutStatus> Watch([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (_state is not null)
        {
            var changed = _changed.Task;
            yield return Status();
            if (!IsUnderWay) yield break;
            await changed.WaitAsync(cancellationToken);
        }
    }

    public Task<RolloutStatus?> Describe() => Task.FromResult(_state is null ? null : Status());

    public async Task<RolloutState?> At(DateTimeOffset time)
    {
        var events = (await _log.ReadAsync(CancellationToken.None)).TakeWhile(item => item.At <= time).ToList();
        return events.Count == 0 ? null : RolloutState.Of(events);
    }

    public Task<ImmutableArray<RolloutEvent>> History() => _log.ReadAsync(CancellationToken.None);
}
