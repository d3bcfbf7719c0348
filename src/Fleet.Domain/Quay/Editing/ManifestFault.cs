namespace Fleet.Domain.Quay.Editing;

/// <summary>A field of a manifest at fault.</summary>
/// <param name="Pointer">A JSON pointer into it, for example <c>#/spec/components/0/kind</c>.</param>
/// <param name="Message">Names the value and the remedy.</param>
public sealed record ManifestFault(string Pointer, string Message);
