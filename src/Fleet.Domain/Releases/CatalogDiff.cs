using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Fleet.Domain.Releases;

/// <summary>What an import changes, or would.</summary>
public sealed record CatalogDiff(
    ImmutableArray<ReleaseVersion> Added, ImmutableArray<ReleaseVersion> Removed, ImmutableArray<ReleaseChange> Changed, ImmutableArray<ChannelChange> Channels)
{
    [JsonIgnore]
    public bool IsEmpty => Added.IsEmpty && Removed.IsEmpty && Changed.IsEmpty && Channels.IsEmpty;

    public static CatalogDiff Between(ReleaseCatalog before, ReleaseCatalog after) => new(
        [.. after.Releases.Select(release => release.Version).Where(version => before.Find(version) is null)],
        [.. before.Releases.Select(release => release.Version).Where(version => after.Find(version) is null)],
        [.. after.Releases.SelectMany(release => before.Find(release.Version) is { } was ? Changes(was, release) : [])],
        [.. ChannelChanges(before, after)]);

    private static IEnumerable<ReleaseChange> Changes(Release was, Release now)
    {
        if (was.Images != now.Images) yield return new ReleaseChange(now.Version, "images", was.Images?.Quay, now.Images?.Quay);
        if (was.MinKubernetes != now.MinKubernetes) yield return new ReleaseChange(now.Version, "minKubernetes", was.MinKubernetes, now.MinKubernetes);
        if (was.SchemaRevision != now.SchemaRevision) yield return new ReleaseChange(now.Version, "schemaRevision", was.SchemaRevision, now.SchemaRevision);
    }

    private static IEnumerable<ChannelChange> ChannelChanges(ReleaseCatalog before, ReleaseCatalog after)
    {
        foreach (var channel in after.Channels)
        {
            var was = before.Channel(channel.Name);
            if (was is null || !Same(was, channel))
                yield return new ChannelChange(channel.Name, was?.Head, channel.Head);
        }
        foreach (var gone in before.Channels.Where(channel => after.Channel(channel.Name) is null)) yield return new ChannelChange(gone.Name, gone.Head, null);
    }

    private static bool Same(ReleaseChannel left, ReleaseChannel right)
    {
        var entries = left.Entries.ToDictionary(entry => entry.Version);
        return entries.Count == right.Entries.Length && right.Entries.All(entry => entries.TryGetValue(entry.Version, out var other) && other.SameAs(entry));
    }
}

/// <param name="Before">Null when nothing was said; of images, Quay's own.</param>
public sealed record ReleaseChange(ReleaseVersion Version, string Field, string? Before, string? After);

/// <summary>A channel came, went, leads elsewhere, or leads there in another way.</summary>
public sealed record ChannelChange(string Name, ReleaseVersion? HeadBefore, ReleaseVersion? HeadAfter);
