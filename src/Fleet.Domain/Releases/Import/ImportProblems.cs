using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>Collects what is wrong with a file, up to a bound.</summary>
internal sealed class ImportProblems(CatalogSource source)
{
    private readonly List<CatalogProblem> _problems = [];

    public bool IsEmpty => _problems.Count == 0;

    public bool IsFull => _problems.Count >= CatalogLimits.MostProblems;

    /// <summary>By line.</summary>
    public ImmutableArray<CatalogProblem> All => Bounded(_problems);

    public void Add(int? line, string what, string remedy) => _problems.Add(source.Problem(line, what, remedy));

    /// <summary>The first problems by line; that there are more is one of its own.</summary>
    public static ImmutableArray<CatalogProblem> Bounded(IEnumerable<CatalogProblem> problems)
    {
        var ordered = problems.OrderBy(problem => problem.Line ?? int.MaxValue).ToList();
        var rest = ordered.Count - CatalogLimits.MostProblems;
        return rest <= 0
            ? [.. ordered]
            : [.. ordered.Take(CatalogLimits.MostProblems), new CatalogProblem(ordered[0].Source, null, $"{rest} more problems", "mend these first")];
    }
}
