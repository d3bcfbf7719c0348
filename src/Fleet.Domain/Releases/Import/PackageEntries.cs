using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>What a file-based catalog says of one package, gathered in whatever order it stands there.</summary>
internal sealed class PackageEntries(string package, CatalogSource source, ImportProblems problems)
{
    private readonly Dictionary<string, Release> _bundles = new(StringComparer.Ordinal);
    private readonly Dictionary<ReleaseVersion, string> _versions = [];
    private readonly List<(string Name, List<RawEntry> Entries)> _channels = [];
    private string? _defaultChannel;
    private int _documents;
    private int _entries;

    public bool IsEmpty => _documents == 0;

    public void Package(SourceNode.Map map)
    {
        _documents++;
        _defaultChannel = new FieldReader(map, $"package '{package}'", problems).Text("defaultChannel");
    }

    public void Bundle(SourceNode.Map map)
    {
        _documents++;
        var named = new FieldReader(map, "a bundle", problems);
        if (named.Required("name", "write the bundle's name there") is not { } name) return;
        // One that cannot be read is known all the same: its channels are not at fault too.
        if (_bundles.ContainsKey(name))
        {
            problems.Add(map.Line, $"bundle '{CatalogCheck.Short(name)}' stands in the file twice", "keep one of the two");
            return;
        }
        if (_bundles.Count == CatalogLimits.MostReleases)
            throw new SourceFaultException(map.Line, $"more than {CatalogLimits.MostReleases} bundles of package '{package}'", "take out what is older than the fleet runs");
        var release = OlmBundle.Read(map, $"bundle '{CatalogCheck.Short(name)}'", problems);
        _bundles[name] = release ?? new Release(default);
        if (release is null) return;
        if (!_versions.TryAdd(release.Version, name))
            problems.Add(map.Line, $"bundle '{CatalogCheck.Short(name)}' has the version '{release.Version}' of bundle '{CatalogCheck.Short(_versions[release.Version])}'", "give each bundle a version of its own");
        source.Note(release.Version, map.Line);
    }

    public void Channel(SourceNode.Map map)
    {
        _documents++;
        var fields = new FieldReader(map, "a channel", problems);
        if (fields.Required("name", "write the channel's name there") is not { } name) return;
        if (_channels.Exists(channel => channel.Name == name))
        {
            problems.Add(map.Line, $"channel '{CatalogCheck.Short(name)}' stands in the file twice", "put its entries into one");
            return;
        }
        source.Note(name, map.Line);
        var entry = $"channel '{CatalogCheck.Short(name)}'";
        var entries = new List<RawEntry>();
        foreach (var item in fields.Items("entries"))
        {
            if (item is SourceNode.Map one) Entry(one, entry, entries);
            else problems.Add(item.Line, $"{entry} has {item.Shown} among its entries", "write mappings with a name");
        }
        _channels.Add((name, entries));
    }

    public ReleaseCatalog Finish() => new(
        [.. _bundles.Values.Where(release => release.Version != default)], [.. _channels.Select(channel => Channel(channel.Name, channel.Entries))], _defaultChannel);

    private void Entry(SourceNode.Map map, string channel, List<RawEntry> entries)
    {
        var fields = new FieldReader(map, channel, problems);
        var skips = fields.Texts("skips");
        if ((_entries += 1 + skips.Length) > CatalogLimits.MostEntries)
            throw new SourceFaultException(map.Line, $"more than {CatalogLimits.MostEntries} channel entries", "take out what is older than the fleet runs");
        if (fields.Required("name", "write the name of a bundle there") is not { } name) return;
        entries.Add(new RawEntry(
            name, map.Line, fields.Text("replaces"), skips, fields.Parsed<SkipRange>("skipRange", "write a range of versions, for example >=3.6.0 <3.7.11")));
    }

    private ReleaseChannel Channel(string name, List<RawEntry> raw)
    {
        var entries = new Dictionary<ReleaseVersion, ChannelEntry>();
        foreach (var entry in raw)
        {
            if (!_bundles.TryGetValue(entry.Name, out var release))
            {
                problems.Add(entry.Line, $"channel '{CatalogCheck.Short(name)}' has '{CatalogCheck.Short(entry.Name)}', of which there is no olm.bundle", "add the bundle, or take it out of the channel");
                continue;
            }
            if (release.Version == default) continue;
            var read = new ChannelEntry(
                release.Version,
                entry.Replaces is { } replaced ? VersionOf(replaced) : null,
                [.. entry.Skips.Select(VersionOf).OfType<ReleaseVersion>()],
                entry.SkipRange);
            if (!entries.TryAdd(release.Version, read))
                problems.Add(entry.Line, $"channel '{CatalogCheck.Short(name)}' has '{CatalogCheck.Short(entry.Name)}' twice", "keep one of the two");
            source.Note(name, release.Version, entry.Line);
        }
        return new ReleaseChannel(name, [.. entries.Values]);
    }

    // What is replaced may be in no catalog any more. Its name then tells the version; when it does not, no registry can be found to run it.
    private ReleaseVersion? VersionOf(string bundle)
    {
        if (_bundles.TryGetValue(bundle, out var release) && release.Version != default) return release.Version;
        var at = bundle.IndexOf(".v", StringComparison.Ordinal);
        return at >= 0 && ReleaseVersion.TryParse(bundle[(at + 2)..], null, out var version) ? version : null;
    }

    private sealed record RawEntry(string Name, int Line, string? Replaces, ImmutableArray<string> Skips, SkipRange? SkipRange);
}
