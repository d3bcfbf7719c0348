using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Fleet.Domain.Releases;

/// <summary>Releases, and the channels that lead from one to the next. Immutable; consistent once it passed <see cref="CatalogCheck"/>.</summary>
public sealed class ReleaseCatalog
{
    private readonly FrozenDictionary<ReleaseVersion, Release> _byVersion;
    private readonly ILookup<ReleaseVersion, ReleaseChannel> _channelsOf;
    private readonly Lazy<UpgradeGraph> _graph;

    /// <param name="releases">In any order; of a version given twice the last one counts.</param>
    [JsonConstructor]
    public ReleaseCatalog(ImmutableArray<Release> releases, ImmutableArray<ReleaseChannel> channels, string? defaultChannel = null)
    {
        _byVersion = releases.GroupBy(release => release.Version).ToFrozenDictionary(group => group.Key, group => group.Last());
        Releases = [.. _byVersion.Values.OrderBy(release => release.Version)];
        Channels = [.. channels.OrderBy(channel => channel.Name, StringComparer.Ordinal)];
        _channelsOf = Channels.SelectMany(channel => channel.Entries.Select(entry => (channel, entry.Version))).ToLookup(item => item.Version, item => item.channel);
        DefaultChannel = defaultChannel;
        _graph = new Lazy<UpgradeGraph>(() => new UpgradeGraph(this));
    }

    /// <summary>What a fleet knows before any catalog is imported.</summary>
    public static ReleaseCatalog BuiltIn { get; } = BuiltInReleases.Catalog();

    /// <summary>Nothing at all.</summary>
    public static ReleaseCatalog Empty { get; } = new([], []);

    /// <summary>Oldest first.</summary>
    public ImmutableArray<Release> Releases { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<ReleaseChannel> Channels { get; }

    /// <summary>The channel whose head a new registry gets that asks for nothing else; null when none is named.</summary>
    public string? DefaultChannel { get; }

    /// <summary>What a new registry gets that asks for no version: the head of the default channel, or else the newest head that can be rendered.</summary>
    [JsonIgnore]
    public string Default => ((Channel(DefaultChannel) is { } chosen ? Rendered(chosen) : null)
        ?? Channels.Select(Rendered).Max()
        ?? Releases.LastOrDefault(release => release.IsRendered)?.Version
        ?? BuiltInReleases.Newest).ToString();

    public Release? Find(ReleaseVersion version) => _byVersion.GetValueOrDefault(version);

    public ReleaseChannel? Channel(string? name) => Channels.FirstOrDefault(channel => channel.Name == name);

    /// <summary>The channels that have a release, by name.</summary>
    public IEnumerable<ReleaseChannel> ChannelsOf(ReleaseVersion version) => _channelsOf[version];

    /// <summary>Which of its releases can be upgraded to which.</summary>
    [JsonIgnore]
    public UpgradeGraph Graph => _graph.Value;

    private ReleaseVersion? Rendered(ReleaseChannel channel) => channel.Head is var head && Find(head) is { IsRendered: true } ? head : null;
}
