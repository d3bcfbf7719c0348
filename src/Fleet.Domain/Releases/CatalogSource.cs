namespace Fleet.Domain.Releases;

/// <summary>Where in its file a catalog says what, so that a fault found later can still name the line.</summary>
/// <param name="name">The file, or what stands for it.</param>
public sealed class CatalogSource(string name)
{
    private readonly Dictionary<(string? Channel, ReleaseVersion Version), int> _versions = [];
    private readonly Dictionary<string, int> _channels = [];

    public string Name { get; } = name;

    public void Note(ReleaseVersion version, int line) => _versions.TryAdd((null, version), line);

    public void Note(string channel, ReleaseVersion version, int line) => _versions.TryAdd((channel, version), line);

    public void Note(string channel, int line) => _channels.TryAdd(channel, line);

    public int? LineOf(ReleaseVersion version) => _versions.TryGetValue((null, version), out var line) ? line : null;

    /// <summary>Of the entry, else of the channel.</summary>
    public int? LineOf(string channel, ReleaseVersion? version = null) =>
        version is { } known && _versions.TryGetValue((channel, known), out var line) ? line
        : _channels.TryGetValue(channel, out line) ? line
        : null;

    public CatalogProblem Problem(int? line, string what, string remedy) => new(Name, line, what, remedy);
}
