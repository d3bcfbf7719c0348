using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What a table shows of releases.</summary>
internal static class ReleaseRows
{
    private const string None = "-";

    public static IReadOnlyList<string> Header(bool wide) =>
        ["VERSION", "CHANNELS", "HEAD-OF", "REPLACES", "RENDERED", "IMAGES", .. wide ? (ReadOnlySpan<string>)["SKIPS", "SKIP-RANGE", "KUBERNETES", "SCHEMA", "QUAY"] : []];

    public static IReadOnlyList<string> Of(Release release, bool wide) =>
    [
        release.Version,
        Joined(release.Channels.Select(channel => channel.Name)),
        Joined(release.Channels.Where(channel => channel.Head).Select(channel => channel.Name)),
        Joined(release.Channels.Select(channel => channel.Replaces)),
        release.Rendered ? "yes" : "no",
        release.Images is null ? "default" : "by-digest",
        .. wide
            ? (ReadOnlySpan<string>)
            [
                Joined(release.Channels.SelectMany(channel => channel.Skips)),
                Joined(release.Channels.Select(channel => channel.SkipRange)),
                release.MinKubernetes is { } version ? ">=" + version : None,
                release.SchemaRevision ?? None,
                release.Images?.Quay ?? None,
            ]
            : [],
    ];

    private static string Joined(IEnumerable<string?> texts) => string.Join(',', texts.OfType<string>().Distinct()) is { Length: > 0 } text ? text : None;
}
