namespace Fleet.Api.V1;

/// <summary>Imports a catalog.</summary>
/// <param name="Content">What <c>opm render</c> prints, as JSON or YAML, or a <c>kind: ReleaseCatalog</c>.</param>
/// <param name="File">How messages call it; the catalog's name when absent.</param>
/// <param name="Package">Which package of a file-based catalog; <c>quay-operator</c> or <c>project-quay</c>, whichever is there, when absent.</param>
public sealed record ImportCatalog(string? Content = null, string? File = null, string? Package = null)
{
    /// <summary>Without the content, which may be long.</summary>
    public override string ToString() => $"ImportCatalog({File})";
}

/// <summary>What an import changed in the fleet's catalog, or would.</summary>
/// <param name="Revision">Of the fleet's catalog, counted up with each import that changes something.</param>
/// <param name="Package">Which package was read; null of our own form.</param>
/// <param name="Releases">How many the imported catalog has.</param>
/// <param name="Ignored">Documents that were passed over: other packages, and what says nothing of releases.</param>
public sealed record CatalogChange(
    string Name,
    bool DryRun,
    long Revision,
    string? Package,
    int Releases,
    IReadOnlyList<string> Added,
    IReadOnlyList<string> Removed,
    IReadOnlyList<ReleaseChange> Changed,
    IReadOnlyList<ChannelChange> Channels,
    int Ignored,
    IReadOnlyList<string> OtherPackages);

/// <summary>A release says something else than before.</summary>
public sealed record ReleaseChange(string Version, string Field, string? Before, string? After);

/// <summary>A channel leads elsewhere, or there in another way. Null is the head of a channel that is not there.</summary>
public sealed record ChannelChange(string Name, string? HeadBefore, string? HeadAfter);
