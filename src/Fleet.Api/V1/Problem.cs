using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>What went wrong (RFC 9457), served as <c>application/problem+json</c>.</summary>
/// <param name="Type">Stable, for programs: <c>urn:quay-fleet:problem:</c> and a slug.</param>
/// <param name="Detail">For people: what happened and what to do.</param>
/// <param name="Errors">Every field at fault.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FieldError>? Errors = null);

/// <summary>A field at fault.</summary>
/// <param name="Pointer">A JSON pointer into the body, for example <c>#/labels/ring</c>; null when the fault is not in the body.</param>
/// <param name="Parameter">The path or query parameter at fault; null when it is in the body.</param>
/// <param name="Message">Names the value and the remedy.</param>
/// <param name="Line">The line of a text in the body; null when it is about no line.</param>
public sealed record FieldError(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Pointer,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Parameter,
    string Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Line = null);
