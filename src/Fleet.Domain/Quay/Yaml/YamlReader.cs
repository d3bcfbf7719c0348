using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Fleet.Domain.Quay.Yaml;

/// <summary>
/// Reads YAML into JSON nodes. Of a key given twice the last one wins; <c>&lt;&lt;</c> merges.
/// </summary>
public sealed class YamlReader
{
    /// <summary>Aliases multiply: a few hundred bytes can stand for gigabytes. No honest configuration comes near this many values.</summary>
    private const int MostNodes = 200_000;

    private const int DeepestNesting = 200;

    private readonly IParser _parser;
    private readonly Dictionary<string, JsonNode?> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private readonly YamlRules _rules;

    private YamlReader(IParser parser, YamlRules rules) => (_parser, _rules) = (parser, rules);

    /// <summary>The documents of a stream, empty ones included as null.</summary>
    /// <exception cref="YamlFormatException">The text cannot be read; the message says where and why.</exception>
    public static IReadOnlyList<JsonNode?> ReadAll(string text, YamlRules rules = YamlRules.Bundle)
    {
        try
        {
            var reader = new YamlReader(new Parser(new StringReader(text)), rules);
            var documents = new List<JsonNode?>();
            reader._parser.Consume<StreamStart>();
            while (!reader._parser.TryConsume<StreamEnd>(out _)) documents.Add(reader.Document());
            return documents;
        }
        catch (YamlException e)
        {
            throw new YamlFormatException(string.Create(CultureInfo.InvariantCulture, $"line {e.Start.Line}: {e.Message}"), e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // The parser trips over some broken texts; it is the text that is wrong all the same.
            throw new YamlFormatException("the text is no YAML", e);
        }
    }

    /// <summary>The first document; null when it is empty or there is none.</summary>
    /// <exception cref="YamlFormatException">The text cannot be read; the message says where and why.</exception>
    public static JsonNode? Read(string text, YamlRules rules = YamlRules.Bundle) => ReadAll(text, rules) is [var first, ..] ? first : null;

    private JsonNode? Document()
    {
        _anchors.Clear();
        _parser.Consume<DocumentStart>();
        var root = Node(0);
        _parser.Consume<DocumentEnd>();
        return root;
    }

    private JsonNode? Node(int depth)
    {
        Count(1);
        if (depth > DeepestNesting) throw Fault("nested too deeply");
        if (_parser.TryConsume<AnchorAlias>(out var alias)) return Copy(alias);
        if (_parser.Current is not NodeEvent node) throw Fault("a value is missing");
        var anchor = node.Anchor;
        var value = node switch
        {
            Scalar => ScalarValue(_parser.Consume<Scalar>()),
            SequenceStart => Sequence(depth),
            MappingStart => Mapping(depth),
            _ => throw Fault("a value is missing"),
        };
        if (anchor.IsEmpty) return value;
        // The copy counts as well: anchors within anchors multiply without any alias.
        Count(Size(value));
        _anchors[anchor.Value] = value?.DeepClone();
        return value;
    }

    private JsonNode? ScalarValue(Scalar scalar) => scalar switch
    {
        { Tag: { IsEmpty: false, Value: "tag:yaml.org,2002:str" or "!" } } => scalar.Value,
        { Style: not ScalarStyle.Plain } => scalar.Value,
        _ when _rules == YamlRules.Manifest => YamlScalar.ResolveCore(scalar.Value),
        _ => YamlScalar.Resolve(scalar.Value),
    };

    private JsonArray Sequence(int depth)
    {
        var list = new JsonArray();
        _parser.Consume<SequenceStart>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) list.Add(Node(depth + 1));
        return list;
    }

    private JsonObject Mapping(int depth)
    {
        var own = new JsonObject();
        var merged = new List<JsonObject>();
        _parser.Consume<MappingStart>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (_parser.Current is Scalar { Value: "<<", Style: ScalarStyle.Plain })
            {
                _parser.MoveNext();
                merged.AddRange(MergeSources(Node(depth + 1)));
                continue;
            }
            var key = Key(Node(depth + 1));
            own[key] = Node(depth + 1);
        }
        foreach (var source in merged)
            foreach (var (key, value) in source)
                if (!own.ContainsKey(key)) own[key] = value?.DeepClone();
        return own;
    }

    private List<JsonObject> MergeSources(JsonNode? value) => value switch
    {
        JsonObject map => [map],
        JsonArray list when list.All(item => item is JsonObject) => [.. list.OfType<JsonObject>()],
        _ => throw Fault("'<<' needs a mapping or a list of mappings"),
    };

    /// <summary>JSON knows only text as keys.</summary>
    private string Key(JsonNode? key) => key switch
    {
        JsonValue value => value.ToString(),
        _ => throw Fault("a key must be text, a number or a boolean"),
    };

    private JsonNode? Copy(AnchorAlias alias)
    {
        // Not quoted: it may be a password, and the message becomes a condition that anybody can read.
        if (!_anchors.TryGetValue(alias.Value.Value, out var target)) throw Fault("an alias stands for nothing: put text that begins with '*' into quotes");
        Count(Size(target));
        return target?.DeepClone();
    }

    private void Count(int nodes)
    {
        if ((_nodes += nodes) > MostNodes) throw Fault("more values than any configuration has; are aliases multiplying?");
    }

    private static int Size(JsonNode? node) => node switch
    {
        JsonObject map => 1 + map.Sum(member => Size(member.Value)),
        JsonArray list => 1 + list.Sum(Size),
        _ => 1,
    };

    private YamlFormatException Fault(string reason) =>
        new(string.Create(CultureInfo.InvariantCulture, $"line {_parser.Current?.Start.Line ?? 0}: {reason}"));
}
