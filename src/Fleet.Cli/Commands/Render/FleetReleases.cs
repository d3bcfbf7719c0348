using Fleet.Cli.Connection;
using Fleet.Domain.Releases;
using Wire = Fleet.Api.V1;

namespace Fleet.Cli.Commands.Render;

/// <summary>The fleet's catalog, as its API lists it.</summary>
internal static class FleetReleases
{
    public static async Task<ReleaseCatalog> ReadAsync(FleetClient client, CancellationToken cancellationToken)
    {
        var releases = new List<Wire.Release>();
        for (var path = "releases"; ;)
        {
            var page = await client.GetAsync<Wire.ItemList<Wire.Release>>(path, cancellationToken);
            releases.AddRange(page.Items);
            if (page.Continue is not { } next) break;
            path = $"releases?continue={Uri.EscapeDataString(next)}";
        }
        var channels = await client.GetAsync<Wire.ItemList<Wire.Channel>>("channels", cancellationToken);
        var entries = releases.SelectMany(release => release.Channels.Select(channel => (channel.Name, Entry: Entry(release.Version, channel))));
        return new ReleaseCatalog(
            [.. releases.Select(Read)],
            [.. entries.GroupBy(item => item.Name, StringComparer.Ordinal).Select(group => new ReleaseChannel(group.Key, [.. group.Select(item => item.Entry)]))],
            channels.Items.FirstOrDefault(channel => channel.Default)?.Name);
    }

    private static Release Read(Wire.Release release) => new(
        ReleaseVersion.Parse(release.Version),
        release.Images is { } images
            ? new ReleaseImages(images.Quay, images.Clair, images.Postgres, images.ClairPostgres, images.Redis, images.PostgresPrevious, images.ClairPostgresPrevious)
            : null,
        release.MinKubernetes,
        release.SchemaRevision);

    private static ChannelEntry Entry(string version, Wire.ReleaseChannel channel) => new(
        ReleaseVersion.Parse(version),
        channel.Replaces is { } replaced ? ReleaseVersion.Parse(replaced) : null,
        [.. channel.Skips.Select(skip => ReleaseVersion.Parse(skip))],
        channel.SkipRange is { } range ? SkipRange.Parse(range, null) : null);
}
