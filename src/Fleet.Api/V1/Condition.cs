namespace Fleet.Api.V1;

/// <summary>A condition of a registry's status.</summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
public sealed record Condition(
    string Type, string Status, string Reason, string Message, DateTimeOffset? LastUpdateTime, DateTimeOffset? LastTransitionTime);
