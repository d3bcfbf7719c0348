namespace Fleet.Domain.Quay.Editing;

/// <summary>A field that a write changes.</summary>
/// <param name="Path">For example <c>spec.components[quay].overrides.replicas</c>.</param>
/// <param name="Before">JSON; null when it was not there.</param>
/// <param name="After">JSON; null when it goes.</param>
public sealed record FieldChange(string Path, string? Before, string? After);
