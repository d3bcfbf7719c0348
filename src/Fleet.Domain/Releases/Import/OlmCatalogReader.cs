using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>
/// Reads an OLM file-based catalog: <c>olm.package</c>, <c>olm.channel</c> and <c>olm.bundle</c> of one package. Other packages are counted and not
/// looked into; other schemas are passed over, as OLM does.
/// </summary>
internal sealed class OlmCatalogReader(string? asked, CatalogSource source, ImportProblems problems)
{
    /// <summary>What Quay's package is called: Red Hat's, and upstream's.</summary>
    private static readonly ImmutableArray<string> Usual = ["quay-operator", "project-quay"];

    private readonly Dictionary<string, PackageEntries> _candidates = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _others = new(StringComparer.Ordinal);
    private int _ignored;

    public void Take(SourceNode node)
    {
        if (node is not SourceNode.Map map)
        {
            problems.Add(node.Line, $"a document is {node.Shown}", "write mappings with a schema, as opm render prints them");
            return;
        }
        var fields = new FieldReader(map, "a document", problems);
        switch (fields.Required("schema", "write olm.package, olm.channel or olm.bundle there"))
        {
            case "olm.package" when fields.Required("name", "write the package's name there") is { } name:
                Of(name)?.Package(map);
                break;
            case "olm.channel" when fields.Required("package", "write the package the channel belongs to there") is { } package:
                Of(package)?.Channel(map);
                break;
            case "olm.bundle" when fields.Required("package", "write the package the bundle belongs to there") is { } package:
                Of(package)?.Bundle(map);
                break;
            case not null:
                _ignored++;
                break;
        }
    }

    public ImportedCatalog? Finish()
    {
        var found = _candidates.Where(candidate => !candidate.Value.IsEmpty).Select(candidate => candidate.Key).Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            var has = _others.Count == 0 ? "no package" : $"the packages {string.Join(", ", _others.Take(8).Select(CatalogCheck.Short))}{(_others.Count > 8 ? $" and {_others.Count - 8} more" : "")}";
            problems.Add(null, $"package '{asked ?? string.Join("' or '", Usual)}' is not in the file: it holds {has}", "choose one of them with the option package, or import another file");
            return null;
        }
        if (found.Count > 1)
        {
            problems.Add(null, $"the file holds the packages {string.Join(" and ", found)}", "choose one of them with the option package");
            return null;
        }
        var catalog = _candidates[found[0]].Finish();
        return new ImportedCatalog(catalog, found[0], _ignored, [.. _others]);
    }

    private PackageEntries? Of(string package)
    {
        if (asked is null ? Usual.Contains(package) : asked == package)
        {
            if (!_candidates.TryGetValue(package, out var entries)) _candidates[package] = entries = new PackageEntries(package, source, problems);
            return entries;
        }
        _ignored++;
        if (_others.Count < CatalogLimits.MostReleases) _others.Add(package);
        return null;
    }
}
