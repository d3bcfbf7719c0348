namespace Fleet.Domain.Releases;

/// <summary>
/// The images of a release, as whole references (<c>name@digest</c> or <c>name:tag</c>). A null member means that the release names none, and
/// its minor's <see cref="DefaultImages">default</see> is rendered.
/// </summary>
/// <param name="PostgresPrevious">The server a database upgrade reads the old data with [3.9+].</param>
/// <param name="ClairPostgresPrevious">The same for Clair's database [3.13+].</param>
public sealed record ReleaseImages(
    string? Quay = null,
    string? Clair = null,
    string? Postgres = null,
    string? ClairPostgres = null,
    string? Redis = null,
    string? PostgresPrevious = null,
    string? ClairPostgresPrevious = null);
