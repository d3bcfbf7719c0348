using Fleet.Domain.Releases;
using Fleet.Grains.Catalog;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>Releases as the API shows them.</summary>
internal static class TranslateReleases
{
    public static Wire.Release ToWire(this Release release, ReleaseCatalog catalog) => new(
        release.Version.ToString(),
        release.IsRendered,
        [.. catalog.ChannelsOf(release.Version).Select(channel => ToWire(channel, release.Version))],
        release.Images is { } images
            ? new Wire.ReleaseImages(
                images.Quay, images.Clair, images.Postgres, images.Redis, images.PostgresPrevious, images.ClairPostgres, images.ClairPostgresPrevious)
            : null,
        release.MinKubernetes,
        release.SchemaRevision);

    public static Wire.ReleaseStep ToWire(this UpgradeStep step) => new(step.From.ToString(), step.To.ToString(), step.Channel);

    public static Wire.CatalogChange ToWire(this ImportOutcome.Imported imported, string name, bool dryRun) => new(
        name,
        dryRun,
        imported.Revision,
        imported.Package,
        imported.Releases,
        [.. imported.Diff.Added.Select(version => version.ToString())],
        [.. imported.Diff.Removed.Select(version => version.ToString())],
        [.. imported.Diff.Changed.Select(change => new Wire.ReleaseChange(change.Version.ToString(), change.Field, change.Before, change.After))],
        [.. imported.Diff.Channels.Select(change => new Wire.ChannelChange(change.Name, change.HeadBefore?.ToString(), change.HeadAfter?.ToString()))],
        imported.Ignored,
        imported.OtherPackages);

    private static Wire.ReleaseChannel ToWire(ReleaseChannel channel, ReleaseVersion version)
    {
        var entry = channel.Entries.First(candidate => candidate.Version == version);
        return new Wire.ReleaseChannel(
            channel.Name,
            channel.Head == version,
            entry.Replaces?.ToString(),
            [.. entry.Skips.Select(skip => skip.ToString())],
            entry.SkipRange?.ToString());
    }
}
