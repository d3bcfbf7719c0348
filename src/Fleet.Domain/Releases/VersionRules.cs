using System.Collections.Immutable;
using Fleet.Domain.Status;
using Semver;

namespace Fleet.Domain.Releases;

/// <summary>
/// Which version a registry gets: the one its annotation asks for, else the next on the way to its channel's head where that is approved
/// automatically, else the one it runs; a new one its channel's head, else the catalog's default. Each is let through by <see cref="UpgradeRules"/>.
/// </summary>
public static class VersionRules
{
    /// <summary>For a registry that nothing but its own annotations speaks for.</summary>
    public static VersionChoice Choose(ReleaseCatalog catalog, VersionWish wish, string? current, string? kubernetes) =>
        Choose(catalog, ImmutableDictionary<string, Approval>.Empty, wish, ChannelSubscription.None, current, kubernetes);

    /// <param name="approvals">Of channels.</param>
    /// <param name="cluster">What the registry's cluster follows.</param>
    /// <param name="current">What runs; null or empty when nothing does yet.</param>
    /// <param name="kubernetes">The cluster's version, for example <c>v1.20.2</c>; null while it is not known.</param>
    public static VersionChoice Choose(
        ReleaseCatalog catalog,
        IReadOnlyDictionary<string, Approval> approvals,
        VersionWish wish,
        ChannelSubscription cluster,
        string? current,
        string? kubernetes)
    {
        var name = wish.Subscription.Channel ?? cluster.Channel;
        var channel = catalog.Channel(name);
        var isNew = string.IsNullOrEmpty(current);
        if (wish.Problem is { } unreadable) return new VersionChoice.Leave(wish.Target ?? current ?? catalog.Default, new Blocker(BlockerCodes.UpgradeRefused, unreadable));
        if (wish.Target is null && name is not null && channel is null && isNew)
            return new VersionChoice.Leave(catalog.Default, new Blocker(BlockerCodes.VersionUnknown, $"Channel '{name}' is in no catalog: {Known(catalog)}"));

        var progress = channel is not null && ReleaseVersion.TryParse(current, null, out var running) ? ChannelProgress.Of(catalog, channel, running) : null;
        var approval = wish.Subscription.Approval ?? cluster.Approval ?? (channel is null ? null : Of(approvals, channel.Name)) ?? Approval.Manual;
        var next = progress as ChannelProgress.Next;
        var automatic = wish.Target is null && approval == Approval.Automatic;
        var asked = wish.Target ?? (isNew ? channel?.Head.ToString() ?? catalog.Default : automatic && next is not null ? next.To.ToString() : current!);
        var pending = next is not null && asked != next.To.ToString() && !(automatic || isNew)
            ? new PendingUpgrade(current!, next.To.ToString(), next.Head.ToString(), channel!.Name)
            : null;
        return Admit(catalog, asked, current, kubernetes) switch
        {
            VersionChoice.Run when automatic && progress is ChannelProgress.Stuck stuck =>
                new VersionChoice.Leave(asked, new Blocker(BlockerCodes.UpgradeRefused, $"Channel {channel!.Name} cannot be followed: {stuck.Reason}"), pending),
            var choice => choice with { Pending = pending },
        };
    }

    private static VersionChoice Admit(ReleaseCatalog catalog, string asked, string? current, string? kubernetes)
    {
        if (UpgradeRules.Decide(catalog, current, asked) is UpgradeDecision.Refused refused)
            return new VersionChoice.Leave(
                asked, new Blocker(refused.Refusal is UpgradeRefusal.UnknownVersion or UpgradeRefusal.NotRendered ? BlockerCodes.VersionUnknown : BlockerCodes.UpgradeRefused, refused.Reason));
        if (!ReleaseVersion.TryParse(asked, null, out var version) || catalog.Find(version) is not { } release)
            return new VersionChoice.Leave(
                asked,
                new Blocker(
                    BlockerCodes.VersionUnknown,
                    $"{asked} runs and is in no catalog, so its images are not known; it is left as it is: import the catalog that has it, or set the annotation quay-fleet/target-version"));
        if (!release.IsRendered) return new VersionChoice.Leave(asked, new Blocker(BlockerCodes.VersionUnknown, UpgradeGraph.NotRendered(version)));
        if (asked != current && IsOlder(kubernetes, release.MinKubernetes))
            return new VersionChoice.Leave(
                asked, new Blocker(BlockerCodes.UpgradeRefused, $"{asked} needs Kubernetes {release.MinKubernetes}, and the cluster runs {kubernetes}: upgrade the cluster first"));
        return new VersionChoice.Run(new QuayRelease(asked, version.Minor, release.Images ?? DefaultImages.Of(version.Minor)));
    }

    private static Approval? Of(IReadOnlyDictionary<string, Approval> approvals, string channel) => approvals.TryGetValue(channel, out var known) ? known : null;

    private static bool IsOlder(string? kubernetes, string? needed) =>
        kubernetes is not null && needed is not null
        && SemVersion.TryParse(kubernetes, SemVersionStyles.Any, out var has)
        && SemVersion.TryParse(needed, SemVersionStyles.Any, out var wants)
        && SemVersion.CompareSortOrder(has.WithoutMetadata().WithoutPrerelease(), wants) < 0;

    private static string Known(ReleaseCatalog catalog) =>
        $"the fleet knows {string.Join(", ", catalog.Channels.Select(channel => channel.Name).TakeLast(8))}; import the catalog that has it, or subscribe to one of these";
}
