namespace Fleet.Domain.Releases;

/// <summary>
/// One release of each of the minors 3.4 to 3.7, in the channels they were published in, and the last step of 3.7. They name no images:
/// a digest is only ever taken from a catalog, so the ones upstream built their minor with are rendered.
/// </summary>
internal static class BuiltInReleases
{
    public static ReleaseVersion Newest { get; } = ReleaseVersion.Parse("3.7.11");

    /// <summary>A release follows the minor before it. Whoever may leave one out imports a catalog that says so.</summary>
    public static ReleaseCatalog Catalog() => new(
        [Release("3.4.0"), Release("3.5.8"), Release("3.6.1"), Release("3.7.10"), new Release(Newest)],
        [
            new ReleaseChannel("quay-v3.4", [Entry("3.4.0", skipRange: ">=3.3.x <3.4.0")]),
            new ReleaseChannel("quay-v3.5", [Entry("3.5.8", skipRange: ">=3.4.x <3.5.8")]),
            new ReleaseChannel("stable-3.6", [Entry("3.6.1", skipRange: ">=3.5.x <3.6.1")]),
            new ReleaseChannel("stable-3.7", [Entry("3.7.10", skipRange: ">=3.6.x <3.7.10"), Entry("3.7.11", replaces: "3.7.10")]),
        ],
        "stable-3.7");

    private static Release Release(string version) => new(ReleaseVersion.Parse(version));

    private static ChannelEntry Entry(string version, string? replaces = null, string? skipRange = null) => new(
        ReleaseVersion.Parse(version),
        replaces is null ? null : ReleaseVersion.Parse(replaces),
        SkipRange: skipRange is null ? null : SkipRange.Parse(skipRange));
}
