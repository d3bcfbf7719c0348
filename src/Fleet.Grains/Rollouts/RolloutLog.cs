using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Rollouts;
using Fleet.Grains.Storage;

namespace Fleet.Grains.Rollouts;

/// <summary>A rollout's events in the store.</summary>
internal sealed class RolloutLog(IEventLog log, string name)
{
    private const int PageSize = 1000;

    private readonly EventStream _stream = new(EventStreams.Rollouts, name);

    public async Task<ImmutableArray<RolloutEvent>> ReadAsync(CancellationToken cancellationToken)
    {
        var events = ImmutableArray.CreateBuilder<RolloutEvent>();
        while (true)
        {
            var page = await log.ReadAsync(_stream, events.Count + 1, PageSize, cancellationToken);
            foreach (var item in page)
                events.Add(JsonSerializer.Deserialize<RolloutEvent>(item.Payload) ?? throw new InvalidDataException($"Event {item.Sequence} of rollout {name} is empty."));
            if (page.Count < PageSize) return events.ToImmutable();
        }
    }

    /// <summary>False when another activation has appended meanwhile: nothing was written.</summary>
    public async Task<bool> TryAppendAsync(long expected, IReadOnlyCollection<RolloutEvent> events, CancellationToken cancellationToken) =>
        await log.AppendAsync(_stream, expected, [.. events.Select(item => JsonSerializer.Serialize(item))], cancellationToken) is AppendOutcome.Appended;
}
