namespace Fleet.Api.V1;

/// <summary>Asks for all writing to clusters to stop.</summary>
/// <param name="Reason">For whoever finds it stopped.</param>
public sealed record StopFleet(string? Reason);

/// <summary>Somebody stopped all writing to clusters.</summary>
public sealed record FleetStop(DateTimeOffset At, string By, string Reason);

/// <summary>Whether the fleet writes to its clusters.</summary>
/// <param name="Stopped">Null when it does.</param>
public sealed record FleetSwitch(FleetStop? Stopped);
