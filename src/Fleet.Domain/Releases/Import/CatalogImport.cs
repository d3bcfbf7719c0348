using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>A catalog as it was read.</summary>
/// <param name="Package">Which package of a file-based catalog; null of our own form.</param>
/// <param name="Ignored">Documents that were passed over: other packages, and schemas that say nothing of releases.</param>
/// <param name="OtherPackages">In ordinal order.</param>
public sealed record ImportedCatalog(ReleaseCatalog Catalog, string? Package, int Ignored, ImmutableArray<string> OtherPackages);

/// <summary>What reading a catalog came to.</summary>
public abstract record ReadOutcome
{
    private ReadOutcome()
    {
    }

    public sealed record Read(ImportedCatalog Catalog, CatalogSource Source) : ReadOutcome;

    /// <summary>Nothing of the file is used.</summary>
    public sealed record Refused(ImmutableArray<CatalogProblem> Problems) : ReadOutcome;
}

/// <summary>Reads a catalog from text: OLM's file-based form as JSON or YAML, or our own short form. Which one it is shows in the text.</summary>
public static class CatalogImport
{
    /// <param name="file">How the text is called in messages.</param>
    /// <param name="package">Of a file-based catalog; null for the one of the usual two that is there.</param>
    public static ReadOutcome Read(string text, string file, string? package = null)
    {
        var source = new CatalogSource(file);
        var problems = new ImportProblems(source);
        if (text.Length > CatalogLimits.LargestText)
            problems.Add(null, $"the file has {text.Length} characters, and at most {CatalogLimits.LargestText} are read", "cut it down to one package, for example with jq 'select(.package == \"quay-operator\" or .name == \"quay-operator\")'");
        var read = problems.IsEmpty ? Read(text, package, source, problems) : null;
        return read is not null && problems.IsEmpty ? new ReadOutcome.Read(read, source) : new ReadOutcome.Refused(problems.All);
    }

    private static ImportedCatalog? Read(string text, string? package, CatalogSource source, ImportProblems problems)
    {
        var olm = new OlmCatalogReader(package, source, problems);
        var (documents, faults) = (0, 0);
        ReleaseCatalog? own = null;
        foreach (var (node, fault) in Documents(text))
        {
            if (problems.IsFull) break;
            documents++;
            if (fault is var (line, what, remedy))
            {
                faults++;
                problems.Add(line, what, remedy);
            }
            else if (own is not null) problems.Add(node!.Line, $"a second document follows the {ShortCatalogReader.Kind}", "write one catalog into one document");
            else if (documents == 1 && node is SourceNode.Map map && map["kind"] is SourceNode.Text { Value: ShortCatalogReader.Kind }) own = ShortCatalogReader.Read(map, source, problems);
            else if (!TryTake(olm, node!, problems)) return null;
        }
        if (documents == 0) problems.Add(null, "the file is empty", $"write a {ShortCatalogReader.Kind}, or what opm render prints");
        if (own is not null) return new ImportedCatalog(own, null, 0, []);
        // Of a stream that could not be read to its end, what refers to the rest would look wrong as well.
        return documents == 0 || faults > 0 || problems.IsFull ? null : olm.Finish();
    }

    private static bool TryTake(OlmCatalogReader olm, SourceNode node, ImportProblems problems)
    {
        try
        {
            olm.Take(node);
            return true;
        }
        catch (SourceFaultException e)
        {
            problems.Add(e.Line, e.Message, e.Remedy);
            return false;
        }
    }

    private static IEnumerable<SourceDocument> Documents(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        return start is ['{', ..] or ['[', ..] ? JsonDocuments.Read(text) : YamlDocuments.Read(text);
    }
}
