namespace Fleet.Api.V1;

/// <summary>Why something waits.</summary>
/// <param name="Code">Machine-readable and stable, for example <c>config-invalid</c>.</param>
/// <param name="Message">For people: what is wrong, and where it helps what to do.</param>
/// <param name="NextChange">When the wait is known to end or to be looked at again; null when only an event can end it.</param>
public sealed record Blocker(string Code, string Message, DateTimeOffset? NextChange);
