using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>Whether a catalog becomes part of the fleet's.</summary>
public abstract record CatalogAdmission
{
    private CatalogAdmission()
    {
    }

    /// <param name="Imported">Every imported catalog, this one among them.</param>
    /// <param name="Fleet">The fleet's catalog then.</param>
    public sealed record Accepted(ImmutableSortedDictionary<string, ReleaseCatalog> Imported, ReleaseCatalog Fleet, CatalogDiff Diff) : CatalogAdmission;

    public sealed record Refused(ImmutableArray<CatalogProblem> Problems) : CatalogAdmission;

    /// <param name="imported">The catalogs imported so far.</param>
    /// <param name="name">Under which this one is imported; one of the same name is replaced.</param>
    public static CatalogAdmission Decide(
        ReleaseCatalog builtIn, ImmutableSortedDictionary<string, ReleaseCatalog> imported, string name, ReleaseCatalog catalog, CatalogSource source)
    {
        var next = imported.SetItem(name, catalog);
        var merge = CatalogMerge.Of(builtIn, next);
        ImmutableArray<CatalogProblem> problems =
        [
            .. merge.Conflicts.Select(conflict => Problem(conflict, name, source)),
            .. CatalogCheck.Problems(merge.Catalog, source, version => builtIn.Find(version) is { Images: null }),
            .. DefaultChannel(catalog.DefaultChannel, merge.Catalog, source),
        ];
        return problems.IsEmpty
            ? new Accepted(next, merge.Catalog, CatalogDiff.Between(CatalogMerge.Of(builtIn, imported).Catalog, merge.Catalog))
            : new Refused(problems);
    }

    private static IEnumerable<CatalogProblem> DefaultChannel(string? name, ReleaseCatalog fleet, CatalogSource source)
    {
        if (name is not null && fleet.Channel(name) is null)
            yield return source.Problem(
                null,
                $"the default channel '{CatalogCheck.Short(name)}' is no channel",
                $"name one of {string.Join(", ", fleet.Channels.Reverse().Take(8).Select(channel => channel.Name))}");
    }

    private static CatalogProblem Problem(CatalogConflict conflict, string name, CatalogSource source)
    {
        var other = conflict.First == name ? conflict.Second : conflict.First;
        var what = conflict.Channel is { } channel ? $"'{conflict.Version}' in channel '{channel}'" : $"release '{conflict.Version}'";
        return source.Problem(
            conflict.Channel is null ? source.LineOf(conflict.Version) : source.LineOf(conflict.Channel, conflict.Version),
            $"{what} has other {conflict.Field} than in catalog '{other}'",
            $"say the same, leave it out of one of the two, or replace that catalog by importing as '{other}'");
    }
}
