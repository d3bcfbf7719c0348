using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>A value of a JSON or YAML document that knows its line.</summary>
/// <param name="Line">Counted from 1 in the whole file.</param>
internal abstract record SourceNode(int Line)
{
    /// <summary>What the value is called in a message.</summary>
    public abstract string Shown { get; }

    /// <summary>Numbers and booleans too, as they were written: <c>1.20</c> is a version here.</summary>
    public sealed record Text(int Line, string Value) : SourceNode(Line)
    {
        public override string Shown => $"'{CatalogCheck.Short(Value.ReplaceLineEndings(" "))}'";
    }

    /// <summary>Nothing at all; a member that is null is as if it were not there.</summary>
    public sealed record Null(int Line) : SourceNode(Line)
    {
        public override string Shown => "nothing";
    }

    public sealed record List(int Line, ImmutableArray<SourceNode> Items) : SourceNode(Line)
    {
        public override string Shown => "a list";
    }

    public sealed record Map(int Line, IReadOnlyDictionary<string, SourceNode> Members) : SourceNode(Line)
    {
        public override string Shown => "a mapping";

        public SourceNode? this[string name] => Members.TryGetValue(name, out var value) && value is not Null ? value : null;
    }
}

/// <summary>A document cannot be read on. Caught where documents are read.</summary>
internal sealed class SourceFaultException(int line, string what, string remedy) : Exception(what)
{
    public int Line { get; } = line;

    public string Remedy { get; } = remedy;
}
