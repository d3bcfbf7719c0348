using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>A line of the audit.</summary>
/// <param name="Chain">The server's, of one start of it.</param>
/// <param name="Sequence">Counts from 1 in its chain, without gaps.</param>
/// <param name="Stage"><c>opened</c> (a chain begins), <c>requested</c> and <c>completed</c> (of a write), <c>denied</c>, or <c>cut</c> (older lines are removed).</param>
/// <param name="Source">The address it came from.</param>
/// <param name="Action">The operation, named as in the OpenAPI document.</param>
/// <param name="Resource">A REF, such as <c>cluster/prod-1</c>.</param>
/// <param name="Request">Joins the two lines of a write.</param>
/// <param name="Reason">Why it was refused or failed.</param>
/// <param name="Count">How often a denied attempt was made within some seconds.</param>
/// <param name="Previous">Hash of the line before in the chain.</param>
public sealed record AuditLine(
    string Chain,
    long Sequence,
    DateTimeOffset At,
    string Stage,
    string Actor,
    string Source,
    string Method,
    string? Route,
    string? Action,
    string? Resource,
    string? Request,
    int? Status,
    string? Reason,
    int? Count,
    string? Trace,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? After,
    string Previous,
    string Hash);
