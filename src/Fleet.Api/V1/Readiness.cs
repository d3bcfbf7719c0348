namespace Fleet.Api.V1;

/// <summary>Whether the server can answer from a complete picture.</summary>
/// <param name="Reasons">Why it cannot; empty when ready.</param>
public sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons);
