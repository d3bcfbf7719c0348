using System.Collections.Immutable;
using System.Threading.Channels;

namespace Fleet.Gateway.Reading;

/// <summary>A watcher of the view: where it starts, and what comes after. Leaving is disposing.</summary>
/// <param name="Start">The whole picture for a new watcher; null when <paramref name="Missed"/> is all it lacks.</param>
/// <param name="Position">What who has read <paramref name="Start"/> or <paramref name="Missed"/> knows.</param>
internal sealed record FleetWatch(
    FleetPicture? Start,
    ImmutableArray<FleetChange> Missed,
    FleetPosition Position,
    ChannelReader<NumberedChange> Changes,
    Action Leave) : IDisposable
{
    public void Dispose() => Leave();
}
