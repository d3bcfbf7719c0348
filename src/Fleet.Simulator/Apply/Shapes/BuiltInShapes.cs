using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Fleet.Simulator.Apply.Shapes;

/// <summary>The kinds a server defines itself, read from <c>BuiltIn.txt</c>.</summary>
internal static class BuiltInShapes
{
    private static readonly Lazy<Table> Loaded = new(Load);

    /// <summary>What is known of metadata, which custom resources share.</summary>
    public static ShapeRef ObjectMeta => Loaded.Value.Structure("meta.v1.ObjectMeta");

    /// <summary>By version, such as <c>v1</c>; empty for a kind the server does not define.</summary>
    public static FrozenDictionary<string, ShapeRef> Versions(string group, string kind) =>
        Loaded.Value.Kinds.GetValueOrDefault((group, kind)) ?? FrozenDictionary<string, ShapeRef>.Empty;

    private static Table Load()
    {
        using var stream = typeof(BuiltInShapes).Assembly.GetManifestResourceStream("BuiltIn.txt")
            ?? throw new InvalidOperationException("BuiltIn.txt is not embedded.");
        using var reader = new StreamReader(stream);
        return Table.Read(reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#'));
    }

    private sealed class Table
    {
        private readonly Dictionary<string, Shape> _structures = [];
        private FrozenDictionary<(string, string), FrozenDictionary<string, ShapeRef>> _kinds =
            FrozenDictionary<(string, string), FrozenDictionary<string, ShapeRef>>.Empty;

        public FrozenDictionary<(string Group, string Kind), FrozenDictionary<string, ShapeRef>> Kinds => _kinds;

        public ShapeRef Structure(string name) => new(() => _structures[name]);

        public static Table Read(IEnumerable<string> lines)
        {
            var table = new Table();
            var kinds = new List<(string Group, string Version, string Kind, ShapeRef Shape)>();
            foreach (var block in Blocks(lines))
            {
                var head = block[0].Split(' ');
                if (head[0].Contains('/', StringComparison.Ordinal))
                {
                    var (group, version) = (head[0].Split('/')[0], head[0].Split('/')[1]);
                    kinds.Add((group == "core" ? "" : group, version, head[1], table.Structure(head[3])));
                }
                else
                {
                    table._structures[head[0]] = head.Length > 2 ? table.Parse(head.AsSpan(2)).Shape : table.ReadStructure(block);
                }
            }
            table._kinds = kinds.GroupBy(kind => (kind.Group, kind.Kind))
                .ToFrozenDictionary(group => group.Key, group => group.ToFrozenDictionary(kind => kind.Version, kind => kind.Shape));
            return table;
        }

        private static IEnumerable<List<string>> Blocks(IEnumerable<string> lines)
        {
            List<string> block = [];
            foreach (var line in lines)
            {
                if (line[0] != ' ' && block.Count > 0)
                {
                    yield return block;
                    block = [];
                }
                block.Add(line);
            }
            if (block.Count > 0) yield return block;
        }

        private Shape.Map ReadStructure(List<string> block) => new(
            block.Skip(1).Select(line => line.Trim().Split(": ", 2))
                .ToImmutableDictionary(field => field[0], field => Parse(field[1].Split(' '))),
            Element: null,
            IsAtomic: block[0].EndsWith(" atomic", StringComparison.Ordinal));

        private ShapeRef Parse(ReadOnlySpan<string> words)
        {
            switch (words[0])
            {
                case "-": return ShapeRef.Scalar;
                case "?": return ShapeRef.Whole;
                case "list": return List(Parse(words[1..]), isAtomic: true, []);
                case "set": return List(Parse(words[1..]), isAtomic: false, []);
                case "keyed": return List(Parse(words[2..]), isAtomic: false, [.. words[1].Split(',')]);
                case "map": return Map(Parse(words[1..]));
                default: return Structure(words[0]);
            }
        }

        private static ShapeRef List(ShapeRef element, bool isAtomic, ImmutableArray<string> keys)
        {
            var list = new Shape.List(element, isAtomic, keys);
            return new ShapeRef(() => list);
        }

        private static ShapeRef Map(ShapeRef element)
        {
            var map = new Shape.Map(ImmutableDictionary<string, ShapeRef>.Empty, element, IsAtomic: false);
            return new ShapeRef(() => map);
        }
    }
}
