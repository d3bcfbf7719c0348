using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>One upgrade: what runs it, what it runs then, and the channel that allows it.</summary>
public sealed record UpgradeStep(ReleaseVersion From, ReleaseVersion To, string Channel);

/// <summary>A way from one release to another, or why there is none.</summary>
public abstract record UpgradePath
{
    private UpgradePath()
    {
    }

    /// <summary>The fewest upgrades that lead there; none when it is there already.</summary>
    public sealed record Found(ImmutableArray<UpgradeStep> Steps) : UpgradePath;

    /// <param name="Reason">Names the versions, and what would do instead.</param>
    public sealed record None(string Reason) : UpgradePath;
}

/// <summary>
/// Which release can be upgraded to which, as OLM reads a channel: to an entry from what it replaces, skips, or has in its skip range, wherever
/// that is published, and never to an entry that another one of the channel skips. Another minor is reached through its channel.
/// </summary>
public sealed class UpgradeGraph
{
    private readonly ReleaseCatalog _catalog;
    private readonly ImmutableArray<(ReleaseChannel Channel, ChannelEntry Entry)> _targets;

    public UpgradeGraph(ReleaseCatalog catalog)
    {
        _catalog = catalog;
        var targets = ImmutableArray.CreateBuilder<(ReleaseChannel, ChannelEntry)>();
        foreach (var channel in catalog.Channels)
        {
            var skipped = channel.Entries.SelectMany(entry => entry.Skips.Where(skip => skip != entry.Version)).ToHashSet();
            foreach (var entry in channel.Entries)
                if (!skipped.Contains(entry.Version) && catalog.Find(entry.Version) is { IsRendered: true }) targets.Add((channel, entry));
        }
        // Newest first: of several shortest ways, the one that soonest is on something new.
        _targets = [.. targets.OrderByDescending(target => target.Item2.Version).ThenBy(target => target.Item1.Name, StringComparer.Ordinal)];
    }

    /// <summary>Every single upgrade from a release, newest target first; in one channel when <paramref name="channel"/> is given.</summary>
    public IEnumerable<UpgradeStep> From(ReleaseVersion from, string? channel = null) => _targets
        .Where(target => (channel is null || target.Channel.Name == channel) && target.Entry.Version > from && target.Entry.Updates(from))
        .Select(target => new UpgradeStep(from, target.Entry.Version, target.Channel.Name));

    /// <summary>Null when no single upgrade leads there.</summary>
    public UpgradeStep? Direct(ReleaseVersion from, ReleaseVersion to) => From(from).FirstOrDefault(step => step.To == to);

    /// <summary>The shortest way, upwards only.</summary>
    public UpgradePath Path(ReleaseVersion from, ReleaseVersion to)
    {
        if (_catalog.Find(to) is not { } target) return new UpgradePath.None(Unknown(to));
        if (!target.IsRendered) return new UpgradePath.None(NotRendered(to));
        if (from == to) return new UpgradePath.Found([]);
        if (to < from) return new UpgradePath.None($"{to} is older than {from}: upgrades lead to newer releases only");

        var reached = Explore(from, to);
        if (!reached.ContainsKey(to)) return new UpgradePath.None(Unreachable(from, to, reached.Keys));
        var steps = new Stack<UpgradeStep>();
        for (var at = to; at != from; at = steps.Peek().From) steps.Push(reached[at]);
        return new UpgradePath.Found([.. steps]);
    }

    internal static string NotRendered(ReleaseVersion version) =>
        $"{version} is none the fleet can render: it knows {ReleaseMinor.Oldest} to {ReleaseMinor.Newest}";

    internal string Unknown(ReleaseVersion version)
    {
        var near = _catalog.Releases.Select(release => release.Version).Where(known => known.Minor == version.Minor).ToList();
        var known = near.Count > 0
            ? $"of {version.Minor} the fleet knows {string.Join(", ", near.TakeLast(5))}"
            : $"the fleet knows {string.Join(", ", _catalog.Channels.Select(channel => channel.Head.ToString()).Distinct().TakeLast(5))}";
        return $"{version} is in no catalog: {known}; import the catalog that has it";
    }

    // Breadth first, each release entered by the first step that reaches it; never past the target.
    private Dictionary<ReleaseVersion, UpgradeStep> Explore(ReleaseVersion from, ReleaseVersion to)
    {
        var reached = new Dictionary<ReleaseVersion, UpgradeStep>();
        var open = _targets.Where(target => target.Entry.Version > from && target.Entry.Version <= to).ToList();
        var queue = new Queue<ReleaseVersion>([from]);
        while (queue.TryDequeue(out var at) && !reached.ContainsKey(to))
        {
            var rest = new List<(ReleaseChannel Channel, ChannelEntry Entry)>(open.Count);
            foreach (var target in open)
            {
                var version = target.Entry.Version;
                if (version <= at || !target.Entry.Updates(at)) rest.Add(target);
                else if (reached.TryAdd(version, new UpgradeStep(at, version, target.Channel.Name))) queue.Enqueue(version);
            }
            open = rest;
        }
        return reached;
    }

    private string Unreachable(ReleaseVersion from, ReleaseVersion to, Dictionary<ReleaseVersion, UpgradeStep>.KeyCollection reached)
    {
        var entries = _targets.Where(target => target.Entry.Version == to).ToList();
        var sources = entries.SelectMany(target => Sources(target.Channel, target.Entry)).Distinct().ToList();
        var why = entries.Count == 0
            ? $"{to} is in no channel, or skipped in its own"
            : sources.Count == 0 ? $"{to} replaces nothing" : $"{to} is upgraded to from {string.Join(", or ", sources)}";
        var nearest = reached.Count == 0 ? $"nothing is upgraded to from {from}" : $"from {from} the nearest that can be reached is {reached.Max()}";
        return $"no channel leads from {from} to {to}: {why}; {nearest}";
    }

    private static IEnumerable<string> Sources(ReleaseChannel channel, ChannelEntry entry)
    {
        if (entry.Replaces is { } replaced) yield return $"{replaced} ({channel.Name})";
        foreach (var skipped in entry.Skips.Take(5)) yield return $"{skipped} ({channel.Name})";
        if (entry.SkipRange is { } range) yield return $"{range} ({channel.Name})";
    }
}
