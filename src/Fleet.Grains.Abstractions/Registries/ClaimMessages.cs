namespace Fleet.Grains.Registries;

/// <summary>A rollout asks for a version.</summary>
[GenerateSerializer, Immutable]
public sealed record RolloutClaim([property: Id(0)] string Rollout, [property: Id(1)] int Attempt, [property: Id(2)] string Uid, [property: Id(3)] string Version);
