using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>The fleet's one catalog: what is built in and every imported catalog on top of it.</summary>
/// <param name="Conflicts">Where two imported catalogs say different things of the same; the first by name was taken.</param>
public sealed record CatalogMerge(ReleaseCatalog Catalog, ImmutableArray<CatalogConflict> Conflicts)
{
    /// <summary>
    /// Imported catalogs complete each other and may not contradict each other. What is built in gives way to them; of its channels it keeps
    /// what an imported entry of the same channel builds on.
    /// </summary>
    public static CatalogMerge Of(ReleaseCatalog builtIn, ImmutableSortedDictionary<string, ReleaseCatalog> imported)
    {
        var conflicts = ImmutableArray.CreateBuilder<CatalogConflict>();
        var releases = builtIn.Releases.ToDictionary(release => release.Version, release => (From: "", Release: release));
        foreach (var (name, catalog) in imported)
            foreach (var release in catalog.Releases)
                releases[release.Version] = releases.TryGetValue(release.Version, out var known)
                    ? (name, Combine(known, (name, release), conflicts))
                    : (name, release);
        var channels = imported
            .SelectMany(item => item.Value.Channels.Select(channel => (Catalog: item.Key, Channel: channel)))
            .GroupBy(item => item.Channel.Name)
            .Select(group => Combine(builtIn.Channel(group.Key), [.. group], conflicts))
            .ToDictionary(channel => channel.Name);
        var kept = builtIn.Channels.Where(channel => !channels.ContainsKey(channel.Name));
        ImmutableArray<ReleaseChannel> all = [.. channels.Values, .. kept];
        var merged = new ReleaseCatalog(
            [.. releases.Values.Select(item => item.Release)], all, DefaultChannel(imported.Values, all) ?? builtIn.DefaultChannel);
        return new CatalogMerge(merged, conflicts.ToImmutable());
    }

    private static Release Combine((string From, Release Release) known, (string From, Release Release) added, ImmutableArray<CatalogConflict>.Builder conflicts)
    {
        var version = added.Release.Version;
        return new Release(
            version,
            Choose("images", known.Release.Images, added.Release.Images),
            Choose("minKubernetes", known.Release.MinKubernetes, added.Release.MinKubernetes),
            Choose("schemaRevision", known.Release.SchemaRevision, added.Release.SchemaRevision));

        T? Choose<T>(string field, T? first, T? second) where T : class
        {
            if (first is null || known.From.Length == 0) return second ?? first;
            if (second is null || first.Equals(second)) return first;
            conflicts.Add(new CatalogConflict(version, null, field, known.From, added.From));
            return first;
        }
    }

    private static ReleaseChannel Combine(
        ReleaseChannel? builtIn, ImmutableArray<(string Catalog, ReleaseChannel Channel)> imported, ImmutableArray<CatalogConflict>.Builder conflicts)
    {
        var name = imported[0].Channel.Name;
        var entries = new Dictionary<ReleaseVersion, (string From, ChannelEntry Entry)>();
        foreach (var (catalog, channel) in imported)
            foreach (var entry in channel.Entries)
                if (!entries.TryAdd(entry.Version, (catalog, entry)) && !entries[entry.Version].Entry.SameAs(entry))
                    conflicts.Add(new CatalogConflict(entry.Version, name, "replaces, skips or skipRange", entries[entry.Version].From, catalog));

        var wanted = new Queue<ChannelEntry>(entries.Values.Select(item => item.Entry));
        var older = (builtIn?.Entries ?? []).ToDictionary(entry => entry.Version);
        while (wanted.TryDequeue(out var entry))
            foreach (var before in entry.Skips.Append(entry.Replaces ?? default))
                if (older.Remove(before, out var kept) && entries.TryAdd(before, ("", kept))) wanted.Enqueue(kept);
        return new ReleaseChannel(name, [.. entries.Values.Select(item => item.Entry).OrderBy(entry => entry.Version)]);
    }

    // Where several name one, the one that leads furthest among those that can be rendered.
    private static string? DefaultChannel(IEnumerable<ReleaseCatalog> imported, ImmutableArray<ReleaseChannel> channels)
    {
        var named = imported.Select(catalog => catalog.DefaultChannel).ToHashSet();
        return channels.Where(channel => named.Contains(channel.Name) && channel.Head.Minor.IsSupported).MaxBy(channel => channel.Head)?.Name;
    }
}

/// <summary>Two imported catalogs say different things of one release.</summary>
/// <param name="Channel">The channel it is about; null when it is about the release itself.</param>
/// <param name="Field">What differs.</param>
public sealed record CatalogConflict(ReleaseVersion Version, string? Channel, string Field, string First, string Second);
