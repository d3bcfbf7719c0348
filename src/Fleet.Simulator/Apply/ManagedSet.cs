namespace Fleet.Simulator.Apply;

/// <summary>An entry of managedFields.</summary>
/// <param name="ApiVersion">The version its paths are in.</param>
/// <param name="Time">When it last changed; null when unknown.</param>
internal sealed record ManagedSet(FieldSet Fields, string ApiVersion, DateTimeOffset? Time);
