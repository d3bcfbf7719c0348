namespace Fleet.Domain.Releases.Import;

/// <summary>Keeps one document within <see cref="CatalogLimits"/>.</summary>
internal sealed class SourceBudget
{
    private int _nodes;

    public void Take(int depth, int line)
    {
        if (depth > CatalogLimits.DeepestNesting)
            throw new SourceFaultException(line, $"nested deeper than {CatalogLimits.DeepestNesting} levels", "a catalog is not: check the file");
        if (++_nodes > CatalogLimits.MostNodes)
            throw new SourceFaultException(line, $"more than {CatalogLimits.MostNodes} values in one document", "put each entry into a document of its own, as opm render does");
    }
}
