using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Fleet.Bench.Server;

/// <summary>Requests the server sent to the cluster since it started, by verb and by code, from its own metrics.</summary>
internal sealed partial record RequestCounts(ImmutableSortedDictionary<string, long> ByVerb, ImmutableSortedDictionary<string, long> Failed)
{
    private static readonly ImmutableHashSet<string> Reads = ["get", "list", "watch", "discover"];

    public long Writes => ByVerb.Where(verb => !Reads.Contains(verb.Key)).Sum(verb => verb.Value);

    public static async Task<RequestCounts> ReadAsync(HttpClient client)
    {
        var (verbs, failed) = (new SortedDictionary<string, long>(StringComparer.Ordinal), new SortedDictionary<string, long>(StringComparer.Ordinal));
        foreach (var line in (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n'))
        {
            if (!line.StartsWith("quay_fleet_kubernetes_requests_total{", StringComparison.Ordinal)) continue;
            var (verb, code) = (Verb().Match(line).Groups[1].Value, Code().Match(line).Groups[1].Value);
            var count = (long)double.Parse(line[(line.IndexOf('}', StringComparison.Ordinal) + 1)..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
            verbs[verb] = verbs.GetValueOrDefault(verb) + count;
            if (code is not ['2', ..]) failed[$"{verb} {code}"] = failed.GetValueOrDefault($"{verb} {code}") + count;
        }
        return new RequestCounts(verbs.ToImmutableSortedDictionary(), failed.ToImmutableSortedDictionary());
    }

    public RequestCounts Since(RequestCounts earlier) => new(Minus(ByVerb, earlier.ByVerb), Minus(Failed, earlier.Failed));

    /// <summary>For example <c>apply 54.0, get 9.0</c>, per <paramref name="of"/>.</summary>
    public string PerOne(int of) => Text(ByVerb, of);

    public string Failures => Text(Failed, 1);

    private static string Text(ImmutableSortedDictionary<string, long> counts, int of) =>
        counts.IsEmpty ? "none" : string.Join(", ", counts.Select(count => $"{count.Key} {(double)count.Value / of:0.##}"));

    private static ImmutableSortedDictionary<string, long> Minus(ImmutableSortedDictionary<string, long> now, ImmutableSortedDictionary<string, long> earlier) =>
        now.Select(count => KeyValuePair.Create(count.Key, count.Value - earlier.GetValueOrDefault(count.Key)))
            .Where(count => count.Value != 0)
            .ToImmutableSortedDictionary();

    [GeneratedRegex("verb=\"([^\"]*)\"")]
    private static partial Regex Verb();

    [GeneratedRegex("code=\"([^\"]*)\"")]
    private static partial Regex Code();
}
