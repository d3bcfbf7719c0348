namespace Fleet.Api.V1;

/// <summary>A condition of a registry that came to say something else.</summary>
/// <param name="From">The status before; null when there was no such condition.</param>
/// <param name="To"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
public sealed record ConditionTransition(DateTimeOffset At, string Type, string? From, string To, string Reason, string Message);
