using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Catalog;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>Upgrades and what lets them begin, as the API shows them.</summary>
internal static class TranslateUpgrades
{
    /// <summary>Null when nothing is pending.</summary>
    public static Wire.PendingUpgrade? ToPending(this RegistryReading reading) => reading.Summary is { Pending: { } pending, Key: var key }
        ? new Wire.PendingUpgrade(
            key.Cluster.ToString(), key.Namespace, key.Name, pending.From, pending.To, pending.Head, pending.Channel, reading.Freshness.ToWire())
        : null;

    public static Wire.Channel ToWire(this ReleaseChannel channel, FleetCatalog catalog) => new(
        channel.Name,
        channel.Head.ToString(),
        channel.Name == catalog.Catalog.DefaultChannel,
        channel.Entries.Length,
        catalog.Approvals.TryGetValue(channel.Name, out var approval) ? approval.ToWire() : null);

    public static Wire.Migration ToWire(this MigrationRecord migration) => new(
        migration.Version, migration.SchemaRevision, migration.Outcome.ToString(), migration.EndedAt, migration.Duration?.TotalSeconds, migration.Message);

    public static Wire.Approval ToWire(this Approval approval) => approval switch
    {
        Approval.Manual => Wire.Approval.Manual,
        Approval.Automatic => Wire.Approval.Automatic,
        _ => throw new ArgumentOutOfRangeException(nameof(approval), approval, "unknown approval"),
    };
}
