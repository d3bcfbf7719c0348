using System.Collections.Immutable;
using System.Threading.Channels;

namespace Fleet.Gateway.Reading;

/// <summary>A watcher of the view: where it starts, and what comes after. Leaving is disposing.</summary>
/// <param name="Start">The whole picture for a new watcher; null when <paramref name="Missed"/> is all it lacks.</param>
/// <param name="Version">The number of the newest change that <paramref name="Start"/> and <paramref name="Missed"/> contain.</param>
internal sealed record FleetWatch(
    FleetPicture? Start,
    ImmutableArray<NumberedChange> Missed,
    long Version,
    ChannelReader<NumberedChange> Changes,
    Action Leave) : IDisposable
{
    public void Dispose() => Leave();
}
