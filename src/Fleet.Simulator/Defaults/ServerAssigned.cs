namespace Fleet.Simulator.Defaults;

/// <summary>What only the server can know while it fills in defaults.</summary>
/// <param name="Uid">Of the object. A Job's selector and pod labels repeat it.</param>
/// <param name="Now">The time of the write.</param>
/// <param name="AllocateClusterIP">Takes a free IPv4 address of the service range.</param>
public sealed record ServerAssigned(string Uid, DateTimeOffset Now, Func<string> AllocateClusterIP);
