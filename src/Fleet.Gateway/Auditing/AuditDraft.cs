using System.Text.Json.Nodes;

namespace Fleet.Gateway.Auditing;

/// <summary>A line of the audit before it has its place in the chain.</summary>
/// <param name="Stage"><c>opened</c>, <c>requested</c>, <c>completed</c>, <c>denied</c> or <c>cut</c>.</param>
/// <param name="Request">Joins the lines of one write.</param>
/// <param name="Count">How often the same happened; for denied attempts, which are counted together.</param>
/// <param name="Cut">Which lines are kept no longer, see <see cref="Domain.Access.AuditCut"/>.</param>
internal sealed record AuditDraft(
    string Stage,
    string Actor,
    RequestFacts Facts,
    string? Request = null,
    int? Status = null,
    string? Reason = null,
    int? Count = null,
    JsonNode? Before = null,
    JsonNode? After = null,
    JsonNode? Cut = null)
{
    public const string Opened = "opened";
    public const string Requested = "requested";
    public const string Completed = "completed";
    public const string Denied = "denied";
    public const string CutOff = "cut";

    /// <summary>The reason of a write that is only tried, and changes nothing.</summary>
    public const string Trial = "dry-run";
}
