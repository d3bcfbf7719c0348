using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What a table shows of pending upgrades and of channels.</summary>
internal static class UpgradeRows
{
    public static IReadOnlyList<string> Header { get; } = ["CLUSTER", "NAMESPACE", "NAME", "FROM", "TO", "HEAD", "CHANNEL", "FRESHNESS"];

    public static IReadOnlyList<string> ChannelHeader { get; } = ["NAME", "HEAD", "DEFAULT", "RELEASES", "APPROVAL"];

    public static IReadOnlyList<string> Of(PendingUpgrade upgrade) =>
        [upgrade.Cluster, upgrade.Namespace, upgrade.Name, upgrade.From, upgrade.To, upgrade.Head, upgrade.Channel, Rows.Lower(upgrade.Freshness)];

    public static IReadOnlyList<string> Of(Channel channel) =>
        [channel.Name, channel.Head, channel.Default ? "yes" : "no", $"{channel.Releases}", channel.Approval?.ToString() ?? "-"];
}
