using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

/// <summary>What the parameters of a list or watch ask for, read and refused as a real server does.</summary>
/// <param name="Limit">0 or less for no pages.</param>
/// <param name="Continue">A token; null for the first page.</param>
/// <param name="Version">As given; 0 when it was not, or when anything goes.</param>
/// <param name="Match">What <paramref name="Version"/> means; null when it is not said.</param>
/// <param name="Timeout">Of a watch; null for the server's own.</param>
internal sealed record ListOptions(long Limit, string? Continue, bool HasVersion, long Version, VersionMatch? Match, TimeSpan? Timeout, bool Bookmarks)
{
    // No timer takes more than 49 days, and no watch lasts as long.
    private const long LongestSeconds = 86_400;

    public static ListOptions Read(KubeRequest request, bool watch)
    {
        var limit = Number(request, "limit") ?? 0;
        var seconds = Number(request, "timeoutSeconds") ?? 0;
        CheckMatch(request, watch);
        return new ListOptions(
            limit,
            request.Parameter("continue"),
            request.Parameter("resourceVersion") is not null,
            VersionOf(request.Parameter("resourceVersion")),
            request.Parameter("resourceVersionMatch") switch { "Exact" => VersionMatch.Exact, "NotOlderThan" => VersionMatch.NotOlderThan, _ => null },
            seconds == 0 ? null : TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestSeconds)),
            request.Flag("allowWatchBookmarks"));
    }

    /// <summary>A parameter that is there without a value is no number either.</summary>
    private static long? Number(KubeRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text)) return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return number;
        var isNumber = text.TrimStart('+', '-') is { Length: > 0 } digits && digits.All(char.IsAsciiDigit);
        throw Refusals.BadRequest($"strconv.ParseInt: parsing {Quoted(text)}: {(isNumber ? "value out of range" : "invalid syntax")}");
    }

    // A real server fails over it rather than to refuse it: 500, without a reason.
    private static long VersionOf(string? text)
    {
        if (text is null) return 0;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return version;
        var problem = text.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        throw Refusals.Internal($"resourceVersion: Invalid value: {Quoted(text)}: strconv.ParseUint: parsing {Quoted(text)}: {problem}");
    }

    private static void CheckMatch(KubeRequest request, bool watch)
    {
        if (request.Parameter("resourceVersionMatch") is not { } match) return;
        var version = request.Parameter("resourceVersion");
        var problems = new List<(string Reason, string Message)>();
        void Forbid(string why) => problems.Add(("FieldValueForbidden", $"Forbidden: {why}"));
        if (watch) Forbid("resourceVersionMatch is forbidden for watch");
        if (version is null) Forbid("resourceVersionMatch is forbidden unless resourceVersion is provided");
        if (request.Parameter("continue") is not null) Forbid("resourceVersionMatch is forbidden when continue is provided");
        if (match is not ("Exact" or "NotOlderThan"))
            problems.Add(("FieldValueNotSupported", $"Unsupported value: {Quoted(match)}: supported values: \"Exact\", \"NotOlderThan\", \"\""));
        if (match == "Exact" && version == "0") Forbid("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\"");
        if (problems.Count == 0) return;
        var texts = problems.Select(problem => $"resourceVersionMatch: {problem.Message}").ToList();
        throw new RequestRefusedException(
            422, "Invalid", $"ListOptions.meta.k8s.io \"\" is invalid: {(texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]")}", new JsonObject
            {
                ["group"] = "meta.k8s.io",
                ["kind"] = "ListOptions",
                ["causes"] = new JsonArray([.. problems.Select(problem => (JsonNode)new JsonObject
                {
                    ["reason"] = problem.Reason, ["message"] = problem.Message, ["field"] = "resourceVersionMatch",
                })]),
            });
    }

    private static string Quoted(string text) => $"\"{text}\"";
}

/// <summary>What a list's resourceVersion means.</summary>
internal enum VersionMatch
{
    Exact,
    NotOlderThan,
}
