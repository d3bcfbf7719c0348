using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Domain.Releases.Import;

/// <summary>Reads a stream of YAML documents. The stream is cut at its separators first, so that a fault in one document hides none of the others.</summary>
internal static class YamlDocuments
{
    public static IEnumerable<SourceDocument> Read(string text)
    {
        foreach (var (begin, end, line) in Cut(text))
        {
            foreach (var document in Read(text[begin..end], line - 1)) yield return document;
        }
    }

    private static List<SourceDocument> Read(string text, int before)
    {
        var documents = new List<SourceDocument>();
        var parser = new Parser(new StringReader(text));
        try
        {
            parser.Consume<StreamStart>();
            while (!parser.TryConsume<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                var node = Node(parser, new SourceBudget(), 0, before);
                parser.Consume<DocumentEnd>();
                if (node is not SourceNode.Null) documents.Add(new SourceDocument(node, null));
            }
        }
        catch (YamlException e)
        {
            documents.Add(new SourceDocument(null, ((int)e.Start.Line + before, $"this is no YAML ({CatalogCheck.Short(e.Message.ReplaceLineEndings(" "))})", "write valid YAML")));
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser means to throw its own exceptions only, and does not on some broken texts.
            documents.Add(new SourceDocument(null, ((int)(parser.Current?.Start.Line ?? 1) + before, "this is no YAML", "write valid YAML")));
        }
        catch (SourceFaultException e)
        {
            documents.Add(new SourceDocument(null, (e.Line, e.Message, e.Remedy)));
        }
        return documents;
    }

    private static SourceNode Node(Parser parser, SourceBudget budget, int depth, int before)
    {
        var line = (int)(parser.Current?.Start.Line ?? 0) + before;
        budget.Take(depth, line);
        switch (parser.Current)
        {
            case Scalar scalar:
                parser.MoveNext();
                return scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" ? new SourceNode.Null(line) : new SourceNode.Text(line, scalar.Value);
            case SequenceStart:
                parser.MoveNext();
                var items = ImmutableArray.CreateBuilder<SourceNode>();
                while (!parser.TryConsume<SequenceEnd>(out _)) items.Add(Node(parser, budget, depth + 1, before));
                return new SourceNode.List(line, items.DrainToImmutable());
            case MappingStart:
                parser.MoveNext();
                var members = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
                while (!parser.TryConsume<MappingEnd>(out _)) Member(parser, members, budget, depth + 1, before);
                return new SourceNode.Map(line, members);
            case AnchorAlias alias:
                // They multiply: a few hundred bytes can stand for gigabytes.
                throw new SourceFaultException(line, $"'*{CatalogCheck.Short(alias.Value.Value)}' stands for something written elsewhere", "write it out: catalogs know no aliases");
            default:
                throw new SourceFaultException(line, "a value is missing", "write one");
        }
    }

    private static void Member(Parser parser, Dictionary<string, SourceNode> members, SourceBudget budget, int depth, int before)
    {
        if (Node(parser, budget, depth, before) is not SourceNode.Text key)
            throw new SourceFaultException((int)(parser.Current?.Start.Line ?? 0) + before, "a name here is no text", "write a name, a colon and a value");
        if (!members.TryAdd(key.Value, Node(parser, budget, depth, before)))
            throw new SourceFaultException(key.Line, $"{key.Shown} stands here twice", "write it once");
    }

    // Nothing inside a document begins a line with three dashes: a block of text is indented.
    private static IEnumerable<(int Begin, int End, int Line)> Cut(string text)
    {
        var (begin, beginLine, line) = (0, 1, 1);
        for (var at = 0; at < text.Length; line++)
        {
            if (at > begin && string.CompareOrdinal(text, at, "---", 0, 3) == 0 && (at + 3 == text.Length || char.IsWhiteSpace(text[at + 3])))
            {
                yield return (begin, at, beginLine);
                (begin, beginLine) = (at, line);
            }
            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
        }
        yield return (begin, text.Length, beginLine);
    }
}
