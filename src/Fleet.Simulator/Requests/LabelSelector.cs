using System.Text.RegularExpressions;

namespace Fleet.Simulator.Requests;

/// <summary>A label selector of the API: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal sealed partial class LabelSelector
{
    private readonly IReadOnlyList<Func<IReadOnlyDictionary<string, string>, bool>> _requirements;

    private LabelSelector(IReadOnlyList<Func<IReadOnlyDictionary<string, string>, bool>> requirements) => _requirements = requirements;

    public bool IsEmpty => _requirements.Count == 0;

    public static LabelSelector Parse(string? text) =>
        new(string.IsNullOrWhiteSpace(text) ? [] : [.. Separator().Split(text).Select(part => Requirement(part.Trim(), text))]);

    public bool Matches(IReadOnlyDictionary<string, string> labels) => _requirements.All(requirement => requirement(labels));

    private static Func<IReadOnlyDictionary<string, string>, bool> Requirement(string part, string whole)
    {
        if (Set().Match(part) is { Success: true } set)
        {
            var values = set.Groups["values"].Value.Split(',', StringSplitOptions.TrimEntries).ToHashSet(StringComparer.Ordinal);
            var key = set.Groups["key"].Value;
            return set.Groups["op"].Value == "in"
                ? labels => labels.TryGetValue(key, out var value) && values.Contains(value)
                : labels => !labels.TryGetValue(key, out var value) || !values.Contains(value);
        }
        if (Equality().Match(part) is { Success: true } equality)
        {
            var (key, wanted) = (equality.Groups["key"].Value, equality.Groups["value"].Value);
            return equality.Groups["op"].Value == "!="
                ? labels => !labels.TryGetValue(key, out var value) || value != wanted
                : labels => labels.TryGetValue(key, out var value) && value == wanted;
        }
        if (Existence().Match(part) is { Success: true } existence)
        {
            var (key, absent) = (existence.Groups["key"].Value, existence.Groups["not"].Length > 0);
            return labels => labels.ContainsKey(key) != absent;
        }
        throw Refusals.BadRequest($"unable to parse requirement: found '{part}' in '{whole}'");
    }

    [GeneratedRegex(@",(?![^(]*\))")]
    private static partial Regex Separator();

    [GeneratedRegex(@"^(?<key>[A-Za-z0-9./_-]+)\s+(?<op>in|notin)\s*\((?<values>[A-Za-z0-9._, -]*)\)$")]
    private static partial Regex Set();

    [GeneratedRegex(@"^(?<key>[A-Za-z0-9./_-]+)\s*(?<op>==|=|!=)\s*(?<value>[A-Za-z0-9._-]*)$")]
    private static partial Regex Equality();

    [GeneratedRegex(@"^(?<not>!?)\s*(?<key>[A-Za-z0-9./_-]+)$")]
    private static partial Regex Existence();
}
