using System.Collections.Immutable;

namespace Fleet.Domain.Releases.Import;

/// <summary>Reads the members of a mapping; whatever will not do is noted with its line, and counts as missing.</summary>
/// <param name="entry">How the mapping is called in messages.</param>
internal sealed class FieldReader(SourceNode.Map map, string entry, ImportProblems problems)
{
    private readonly List<string> _read = [];

    public int Line => map.Line;

    /// <summary>Of every member there is.</summary>
    public IEnumerable<string> Names => map.Members.Keys;

    public string? Text(string name)
    {
        switch (Member(name))
        {
            case null:
                return null;
            case SourceNode.Text { Value: { Length: > 0 } value } when value.Length <= CatalogLimits.LongestName * 4:
                return value;
            case var other:
                problems.Add(other.Line, $"{entry}: {name} is {other.Shown}", "write a short text");
                return null;
        }
    }

    public string? Required(string name, string remedy)
    {
        if (Member(name) is null) problems.Add(Line, $"{entry} has no {name}", remedy);
        return Text(name);
    }

    public IEnumerable<SourceNode> Items(string name)
    {
        switch (Member(name))
        {
            case null:
                return [];
            case SourceNode.List list:
                return list.Items;
            case var other:
                problems.Add(other.Line, $"{entry}: {name} is {other.Shown}", "write a list");
                return [];
        }
    }

    public ImmutableArray<string> Texts(string name)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        foreach (var item in Items(name))
        {
            if (item is SourceNode.Text { Value: { Length: > 0 and <= CatalogLimits.LongestName } text }) texts.Add(text);
            else problems.Add(item.Line, $"{entry}: {name} has {item.Shown}", "write texts");
        }
        return texts.ToImmutable();
    }

    /// <returns>Null when there is none, or none that will do.</returns>
    public T? Parsed<T>(string name, string remedy) where T : struct, IParsable<T> =>
        Text(name) is { } text && Parse<T>(text, Member(name)!.Line, name, remedy, out var value) ? value : null;

    public ImmutableArray<T> ParsedItems<T>(string name, string remedy) where T : struct, IParsable<T>
    {
        var values = ImmutableArray.CreateBuilder<T>();
        foreach (var item in Items(name))
        {
            if (item is not SourceNode.Text text) problems.Add(item.Line, $"{entry}: {name} has {item.Shown}", remedy);
            else if (Parse<T>(text.Value, text.Line, name, remedy, out var value)) values.Add(value);
        }
        return values.ToImmutable();
    }

    public FieldReader? Map(string name) => Member(name) switch
    {
        null => null,
        SourceNode.Map inner => new FieldReader(inner, entry, problems),
        var other => Refuse(other, name, "write a mapping"),
    };

    public int? LineOf(string name) => Member(name)?.Line;

    /// <summary>A misspelt field would otherwise be ignored.</summary>
    public void NothingElse()
    {
        foreach (var (name, value) in map.Members)
            if (!_read.Contains(name)) problems.Add(value.Line, $"{entry} has '{CatalogCheck.Short(name)}', which means nothing here", $"use {string.Join(", ", _read.Distinct())}");
    }

    private SourceNode? Member(string name)
    {
        _read.Add(name);
        return map[name];
    }

    private bool Parse<T>(string text, int line, string name, string remedy, out T value) where T : IParsable<T>
    {
        if (T.TryParse(text, null, out value!)) return true;
        problems.Add(line, $"{entry}: {name} is '{CatalogCheck.Short(text)}'", remedy);
        return false;
    }

    private FieldReader? Refuse(SourceNode node, string name, string remedy)
    {
        problems.Add(node.Line, $"{entry}: {name} is {node.Shown}", remedy);
        return null;
    }
}
