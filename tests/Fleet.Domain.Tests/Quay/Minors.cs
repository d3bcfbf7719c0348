using Fleet.Domain.Releases;

namespace Fleet.Domain.Tests.Quay;

/// <summary>The minors that can be rendered.</summary>
internal static class Minors
{
    public static readonly ReleaseMinor V34 = new(3, 4);
    public static readonly ReleaseMinor V35 = new(3, 5);
    public static readonly ReleaseMinor V36 = new(3, 6);
    public static readonly ReleaseMinor V37 = new(3, 7);
    public static readonly ReleaseMinor V317 = new(3, 17);

    public static IEnumerable<ReleaseMinor> All => Enumerable.Range(4, 14).Select(minor => new ReleaseMinor(3, minor));
}
