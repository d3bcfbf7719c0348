using Fleet.Gateway.Features.Rollouts;
using Fleet.Grains.Storage;

namespace Fleet.Silo.Storage;

/// <summary>The rollouts that the store has a log of.</summary>
internal sealed class RolloutDirectory(IEventLog log) : IRolloutDirectory
{
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var stream in log.ListAllAsync(EventStreams.Rollouts, cancellationToken)) names.Add(stream.Id);
        return names;
    }
}
