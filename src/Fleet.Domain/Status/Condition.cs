namespace Fleet.Domain.Status;

/// <summary>
/// One entry of <c>status.conditions</c>. Times are RFC 3339 with whole seconds, as Kubernetes writes them; null when the server has none.
/// </summary>
/// <param name="Status"><c>True</c>, <c>False</c> or <c>Unknown</c>.</param>
public sealed record Condition(
    string Type,
    string Status,
    string Reason,
    string Message,
    DateTimeOffset? LastUpdateTime = null,
    DateTimeOffset? LastTransitionTime = null)
{
    public const string True = "True";
    public const string False = "False";
    public const string Unknown = "Unknown";

    public bool IsTrue => Status == True;
}
