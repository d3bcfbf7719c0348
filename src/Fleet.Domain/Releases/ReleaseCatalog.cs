using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>The releases a fleet can run. Data: what is imported replaces what is built in.</summary>
public sealed record ReleaseCatalog(ImmutableArray<string> Versions)
{
    /// <summary>What a fleet knows before any catalog is imported: the newest z-streams of 3.7, with the images upstream built them with.</summary>
    public static ReleaseCatalog BuiltIn { get; } = new(["3.7.10", "3.7.11"]);

    /// <summary>What a new registry gets that asks for no version: the last one.</summary>
    public string Default => Versions[^1];

    /// <summary>
    /// The release a registry is meant to run: what its annotation asks for, else what it runs, else the default. Null, with the reason, when
    /// that is no release the fleet knows how to render.
    /// </summary>
    public QuayRelease? Resolve(string? asked, string? current, out string? problem)
    {
        var version = asked ?? current ?? Default;
        problem = null;
        if (ReleaseMinor.TryParse(version, null, out var minor) && minor.IsSupported) return new QuayRelease(version, minor, DefaultImages.Of(minor));
        problem = $"version '{version}' is none the fleet can render: it knows {ReleaseMinor.Oldest} to {ReleaseMinor.Newest}, for example {Default}";
        return null;
    }
}
