using System.Buffers;
using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>An image a release consists of.</summary>
/// <param name="Field">Its name in our own catalogs.</param>
/// <param name="Component">Its name in an OLM bundle's related images, which is the environment variable without <c>RELATED_IMAGE_</c>.</param>
/// <param name="Since">The first minor that has it; null for all.</param>
public sealed record ImageField(string Field, string Component, ReleaseMinor? Since, Func<ReleaseImages, string?> Get, Func<ReleaseImages, string, ReleaseImages> With);

/// <summary>Which images a catalog has to name.</summary>
public static class RequiredImages
{
    public static ImmutableArray<ImageField> All { get; } =
    [
        new("quay", "component_quay", null, images => images.Quay, (images, value) => images with { Quay = value }),
        new("clair", "component_clair", null, images => images.Clair, (images, value) => images with { Clair = value }),
        new("postgres", "component_postgres", null, images => images.Postgres, (images, value) => images with { Postgres = value }),
        new("redis", "component_redis", null, images => images.Redis, (images, value) => images with { Redis = value }),
        new("postgresPrevious", "component_postgres_previous", new ReleaseMinor(3, 9),
            images => images.PostgresPrevious, (images, value) => images with { PostgresPrevious = value }),
        new("clairPostgres", "component_clairpostgres", new ReleaseMinor(3, 13),
            images => images.ClairPostgres, (images, value) => images with { ClairPostgres = value }),
        new("clairPostgresPrevious", "component_clairpostgres_previous", new ReleaseMinor(3, 13),
            images => images.ClairPostgresPrevious, (images, value) => images with { ClairPostgresPrevious = value }),
    ];

    /// <summary>Those that are missing; none of a release that cannot be rendered anyway.</summary>
    public static IEnumerable<ImageField> Missing(ReleaseVersion version, ReleaseImages images) => version.Minor.IsSupported
        ? All.Where(field => (field.Since is not { } since || version.Minor >= since) && field.Get(images) is null)
        : [];

    /// <summary>Whether an image is named by its content: what a tag stands for may change under a running registry.</summary>
    public static bool IsByDigest(string image)
    {
        var at = image.IndexOf(Digest, StringComparison.Ordinal);
        return at > 0 && image.Length == at + Digest.Length + 64
            && !image.AsSpan(at + Digest.Length).ContainsAnyExcept(HexDigits)
            && !image.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));
    }

    private const string Digest = "@sha256:";
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");
}
