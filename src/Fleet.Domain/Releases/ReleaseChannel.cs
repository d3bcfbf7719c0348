using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Fleet.Domain.Releases;

/// <summary>A line of updates that clusters and registries can follow, as OLM means it.</summary>
/// <param name="Name">For example <c>stable-3.7</c>.</param>
public sealed record ReleaseChannel(string Name, ImmutableArray<ChannelEntry> Entries)
{
    /// <summary>What the channel leads to: the entry that no other replaces or skips. The default value when there is not exactly one.</summary>
    [JsonIgnore]
    public ReleaseVersion Head { get; } = HeadsOf(Entries) is [var only] ? only : default;

    /// <summary>The entries that no other entry replaces or skips. A channel needs exactly one; a cycle has none.</summary>
    public static ImmutableArray<ReleaseVersion> HeadsOf(ImmutableArray<ChannelEntry> entries)
    {
        var passed = entries.SelectMany(entry => entry.Skips.Append(entry.Replaces ?? default).Where(version => version != entry.Version)).ToHashSet();
        return [.. entries.Select(entry => entry.Version).Where(version => !passed.Contains(version))];
    }
}

/// <summary>A release in a channel, and from where it is updated to.</summary>
/// <param name="Replaces">May name a release that the channel, or even the catalog, does not have.</param>
/// <param name="Skips">Releases never to be updated to here, and updated from all the same.</param>
/// <param name="SkipRange">More releases to update from.</param>
public sealed record ChannelEntry(
    ReleaseVersion Version, ReleaseVersion? Replaces = null, ImmutableArray<ReleaseVersion> Skips = default, SkipRange? SkipRange = null)
{
    public ImmutableArray<ReleaseVersion> Skips { get; init; } = Skips.IsDefault ? [] : Skips;

    /// <summary>Whether OLM would update <paramref name="from"/> to this entry directly.</summary>
    public bool Updates(ReleaseVersion from) =>
        from != Version && (Replaces == from || Skips.Contains(from) || SkipRange is { } range && range.Contains(from));

    /// <summary>Whether both say the same; lists are compared by their content.</summary>
    public bool SameAs(ChannelEntry other) =>
        Version == other.Version && Replaces == other.Replaces && SkipRange == other.SkipRange && Skips.ToHashSet().SetEquals(other.Skips);
}
