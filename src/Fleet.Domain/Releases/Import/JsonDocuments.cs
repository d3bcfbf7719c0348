using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace Fleet.Domain.Releases.Import;

/// <summary>Reads a stream of JSON documents, one after the other, as <c>opm render</c> prints them.</summary>
internal sealed class JsonDocuments
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = CatalogLimits.DeepestNesting + 2, AllowMultipleValues = true };
    private readonly byte[] _text;
    private int _at;
    private int _counted;
    private int _line = 1;

    private JsonDocuments(string text) => _text = Encoding.UTF8.GetBytes(text);

    /// <summary>Each document, or what is wrong with it. After a fault it goes on where the next document seems to begin.</summary>
    public static IEnumerable<SourceDocument> Read(string text)
    {
        var documents = new JsonDocuments(text);
        while (documents.SkipSpace()) yield return documents.Next();
    }

    private SourceDocument Next()
    {
        var begin = _at;
        // A reader lives on the stack, so each document gets a new one.
        var reader = new Utf8JsonReader(_text.AsSpan(begin), Options);
        try
        {
            reader.Read();
            var node = Node(ref reader, begin, new SourceBudget(), 0);
            _at = begin + (int)reader.BytesConsumed;
            return new SourceDocument(node, null);
        }
        catch (JsonException e)
        {
            // Its own line counts from where this document begins.
            return Fault(begin, LineAt(begin) + (int)(e.LineNumber ?? 0), new SourceFaultException(0, "this is no JSON", "write valid JSON, as opm render prints it"));
        }
        catch (SourceFaultException e)
        {
            return Fault(begin, e.Line, e);
        }
        catch (InvalidOperationException)
        {
            // Text that is no valid UTF-16.
            return Fault(begin, LineAt(begin), new SourceFaultException(0, "a text here holds half a character", "write whole characters"));
        }
    }

    private SourceDocument Fault(int begin, int line, SourceFaultException fault)
    {
        // A document that opm prints begins with a brace at the beginning of a line, and nothing inside it does.
        SkipToLine(line);
        if (_at == begin) _at++;
        while (_at < _text.Length && !(_text[_at] == '{' && _text[_at - 1] == '\n'))
        {
            var end = _text.AsSpan(_at).IndexOf((byte)'\n');
            _at = end < 0 ? _text.Length : _at + end + 1;
        }
        return new SourceDocument(null, (line, fault.Message, fault.Remedy));
    }

    private SourceNode Node(ref Utf8JsonReader reader, int begin, SourceBudget budget, int depth)
    {
        var line = LineAt(begin + (int)reader.TokenStartIndex);
        budget.Take(depth, line);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var at = LineAt(begin + (int)reader.TokenStartIndex);
                    reader.Read();
                    if (!members.TryAdd(name, Node(ref reader, begin, budget, depth + 1)))
                        throw new SourceFaultException(at, $"'{CatalogCheck.Short(name)}' stands here twice", "write it once");
                }
                return new SourceNode.Map(line, members);
            case JsonTokenType.StartArray:
                var items = ImmutableArray.CreateBuilder<SourceNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Node(ref reader, begin, budget, depth + 1));
                return new SourceNode.List(line, items.DrainToImmutable());
            case JsonTokenType.Null:
                return new SourceNode.Null(line);
            case JsonTokenType.String:
                return new SourceNode.Text(line, reader.GetString()!);
            default:
                return new SourceNode.Text(line, Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));
        }
    }

    /// <summary>Whether anything is left.</summary>
    private bool SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or 0xEF or 0xBB or 0xBF) _at++;
        return _at < _text.Length;
    }

    // Lines are asked for in rising order, but for a fault's: the count then starts over.
    private int LineAt(int position)
    {
        if (position < _counted) (_counted, _line) = (0, 1);
        _line += _text.AsSpan(_counted, position - _counted).Count((byte)'\n');
        _counted = position;
        return _line;
    }

    private void SkipToLine(int line)
    {
        while (_at < _text.Length && LineAt(_at) < line)
        {
            var end = _text.AsSpan(_at).IndexOf((byte)'\n');
            _at = end < 0 ? _text.Length : _at + end + 1;
        }
    }
}

/// <summary>A document of a stream, or what is wrong with it.</summary>
internal readonly record struct SourceDocument(SourceNode? Node, (int Line, string What, string Remedy)? Fault);
