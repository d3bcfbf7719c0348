using System.Collections.Immutable;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Grains.Catalog;

/// <summary>A catalog as somebody sent it.</summary>
/// <param name="Name">Under which it is kept; one imported before under the same name is replaced.</param>
/// <param name="Text">OLM's file-based form, or our own.</param>
/// <param name="File">How messages call it.</param>
/// <param name="Package">Of a file-based catalog; null for the usual one that is there.</param>
[GenerateSerializer, Immutable]
public sealed record CatalogText(
    [property: Id(0)] string Name, [property: Id(1)] string Text, [property: Id(2)] string File, [property: Id(3)] string? Package)
{
    /// <summary>Without the text, which may be long.</summary>
    public override string ToString() => $"CatalogText({Name})";
}

/// <summary>The fleet's catalog at some time.</summary>
/// <param name="Revision">Larger than of every catalog before it.</param>
/// <param name="Approvals">Who lets upgrades of a channel begin, where neither the registry nor its cluster says.</param>
/// <param name="Stop">Null while the fleet writes. It is here since nothing is written before the catalog was read (docs/decisions/0019).</param>
[GenerateSerializer, Immutable]
public sealed record FleetCatalog(
    [property: Id(0)] long Revision,
    [property: Id(1)] ReleaseCatalog Catalog,
    [property: Id(2)] ImmutableSortedDictionary<string, Approval> Approvals,
    [property: Id(3)] FleetStop? Stop = null)
{
    public static ImmutableSortedDictionary<string, Approval> NoApprovals { get; } = ImmutableSortedDictionary.Create<string, Approval>(StringComparer.Ordinal);
}

/// <summary>What became of an import, or would.</summary>
[GenerateSerializer, Immutable]
public abstract record ImportOutcome
{
    private ImportOutcome()
    {
    }

    /// <param name="Revision">Of the fleet's catalog afterwards; after a dry run, as it is.</param>
    /// <param name="Package">Which package was read; null of our own form.</param>
    /// <param name="Releases">How many the imported catalog itself has.</param>
    /// <param name="Ignored">Documents that were passed over.</param>
    /// <param name="OtherPackages">Packages that were passed over.</param>
    [GenerateSerializer, Immutable]
    public sealed record Imported(
        [property: Id(0)] long Revision,
        [property: Id(1)] CatalogDiff Diff,
        [property: Id(2)] string? Package,
        [property: Id(3)] int Releases,
        [property: Id(4)] int Ignored,
        [property: Id(5)] ImmutableArray<string> OtherPackages) : ImportOutcome;

    /// <summary>Nothing was stored.</summary>
    [GenerateSerializer, Immutable]
    public sealed record Refused([property: Id(0)] ImmutableArray<CatalogProblem> Problems) : ImportOutcome;
}

/// <summary>What became of a channel's approval.</summary>
[GenerateSerializer, Immutable]
public abstract record ApprovalOutcome
{
    private ApprovalOutcome()
    {
    }

    [GenerateSerializer, Immutable]
    public sealed record Set([property: Id(0)] FleetCatalog Catalog) : ApprovalOutcome;

    /// <param name="Known">The channels there are.</param>
    [GenerateSerializer, Immutable]
    public sealed record UnknownChannel([property: Id(0)] ImmutableArray<string> Known) : ApprovalOutcome;
}
