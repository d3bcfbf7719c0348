using System.Collections.Immutable;
using Cronos;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;

namespace Fleet.Domain.Rollouts.Gates;

/// <summary>Reads the gates of a stage: a name, or a name with what it needs to know.</summary>
internal static class GateReader
{
    private const string DurationRemedy = "write a length of time such as 30m, 2h or 1d";
    private const string Known = "use health, preflight, preflight: {certificate: 7d}, smoke, approval: {people: 1, expires: 48h}, window: {cron: \"0 22 * * 1-5\", duration: 4h, timeZone: Europe/Berlin} or alerts: {query: 'ALERTS{alertstate=\"firing\"}'}";
    private const int LongestQuery = 2000;
    private static readonly TimeSpan ApprovalLasts = TimeSpan.FromHours(48);
    private static readonly TimeSpan LongestWindow = TimeSpan.FromDays(7);

    private static readonly Dictionary<string, Func<FieldReader?, int, ImportProblems, Gate?>> Readers = new(StringComparer.Ordinal)
    {
        // Asked for always.
        ["health"] = (fields, _, _) => None(fields),
        [PreflightGate.Code] = Preflight,
        [ApprovalGate.Code] = (fields, _, problems) => Approval(fields, problems),
        [WindowGate.Code] = Window,
        [AlertsGate.Code] = Alerts,
        [SmokeGate.Code] = (_, _, _) => new SmokeGate(),
    };

    public static ImmutableArray<Gate> Read(FieldReader stage, string when, ImportProblems problems)
    {
        var gates = ImmutableArray.CreateBuilder<Gate>();
        foreach (var item in stage.Items(when))
        {
            var (name, inner) = item switch
            {
                SourceNode.Text { Value: var text } => (text, null),
                SourceNode.Map { Members.Count: 1 } map => (map.Members.Keys.Single(), map.Members.Values.Single()),
                _ => (null, null),
            };
            if (name == "backup")
            {
                problems.Add(item.Line, $"{when} has the gate backup, and this release of the fleet takes no backups", "back the registries up by other means, and let people say so with approval: {people: 1}");
                continue;
            }
            if (name is null || !Readers.TryGetValue(name, out var reader) || inner is not (null or SourceNode.Map))
            {
                problems.Add(item.Line, $"{when} has {(item is SourceNode.Map named ? $"'{CatalogCheck.Short(string.Join(", ", named.Members.Keys))}'" : item.Shown)}, which is no gate this release knows", Known);
                continue;
            }
            var fields = inner is SourceNode.Map members ? new FieldReader(members, $"the gate {name}", problems) : null;
            var gate = reader(fields, item.Line, problems);
            fields?.NothingElse();
            if (gate is ApprovalGate && gates.OfType<ApprovalGate>().Any()) problems.Add(item.Line, $"{when} has two gates approval", "write one, with as many people as have to approve");
            else if (gate is not null) gates.Add(gate);
        }
        return gates.ToImmutable();
    }

    private static Gate? None(FieldReader? fields)
    {
        fields?.NothingElse();
        return null;
    }

    private static PreflightGate Preflight(FieldReader? fields, int line, ImportProblems problems)
    {
        var certificate = fields?.Parsed<Duration>("certificate", DurationRemedy)?.Value ?? PreflightGate.UsualCertificate;
        if (certificate < TimeSpan.Zero) problems.Add(fields!.LineOf("certificate"), "the gate preflight: certificate is less than nothing", DurationRemedy);
        return new PreflightGate(certificate);
    }

    private static AlertsGate? Alerts(FieldReader? fields, int line, ImportProblems problems)
    {
        const string Remedy = "write PromQL that returns what fires, such as query: 'ALERTS{alertstate=\"firing\"}'";
        if (fields is null)
        {
            problems.Add(line, "the gate alerts has no query", Remedy);
            return null;
        }
        var query = fields.Required("query", Remedy);
        if (query?.Length > LongestQuery) problems.Add(fields.LineOf("query"), $"the gate alerts: query has {query.Length} characters", $"write at most {LongestQuery}: a recording rule can hold the rest");
        return query is null ? null : new AlertsGate(query);
    }

    private static ApprovalGate Approval(FieldReader? fields, ImportProblems problems)
    {
        var people = fields?.Parsed<Amount>("people", "write a number from 1");
        if (people is { IsPercent: true } or { Value: 0 }) problems.Add(fields!.LineOf("people"), "the gate approval: people is no number from 1", "write for example people: 2");
        return new ApprovalGate(people?.Value ?? 1, fields?.Parsed<Duration>("expires", DurationRemedy)?.Value ?? ApprovalLasts);
    }

    private static WindowGate? Window(FieldReader? fields, int line, ImportProblems problems)
    {
        if (fields is null)
        {
            problems.Add(line, "the gate window says nothing about when it is open", Known);
            return null;
        }
        var cron = fields.Required("cron", "write five fields such as \"0 22 * * 1-5\": minute, hour, day of the month, month, day of the week");
        var duration = fields.Required("duration", DurationRemedy) is null ? null : fields.Parsed<Duration>("duration", DurationRemedy);
        var zone = fields.Text("timeZone") ?? "UTC";
        if (duration is { Value: var length } && (length <= TimeSpan.Zero || length > LongestWindow))
            problems.Add(fields.LineOf("duration"), $"the gate window: duration is {length}", "write a length of time up to 7d");
        if (cron is not null && !CronExpression.TryParse(cron, out _))
            problems.Add(fields.LineOf("cron"), $"the gate window: cron is '{CatalogCheck.Short(cron)}'", "write five fields such as \"0 22 * * 1-5\": minute, hour, day of the month, month, day of the week");
        else if (cron is not null && CronExpression.Parse(cron).GetNextOccurrence(DateTime.UnixEpoch) is null)
            problems.Add(fields.LineOf("cron"), $"the gate window: cron '{CatalogCheck.Short(cron)}' names no time that ever comes", "name a day that there is");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            problems.Add(fields.LineOf("timeZone"), $"the gate window: timeZone is '{CatalogCheck.Short(zone)}'", "write an IANA name such as Europe/Berlin, or UTC");
        return new WindowGate(cron ?? "", duration?.Value ?? TimeSpan.Zero, zone);
    }
}
