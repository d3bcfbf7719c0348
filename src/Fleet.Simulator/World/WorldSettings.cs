namespace Fleet.Simulator.World;

/// <summary>What a world is told once.</summary>
/// <param name="Namespace">The one namespace to play in; all when null, the default.</param>
/// <param name="AppsDomain">The domain under which the router gives Routes their hosts.</param>
/// <param name="Concurrency">Objects played at the same time, at least 1: more than one is for clusters that answer slowly. Default 1.</param>
internal sealed record WorldSettings(WorldParts Parts, string? Namespace, string AppsDomain, TimeProvider Clock, Action<string> Log, int Concurrency = 1);
