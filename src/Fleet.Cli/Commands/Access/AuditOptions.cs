using System.CommandLine;
using System.Globalization;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Domain;

namespace Fleet.Cli.Commands.Access;

/// <summary><c>quayfleet get audit</c>: what was done and what was refused, newest first.</summary>
internal sealed class AuditOptions
{
    private readonly Option<string?> _actor = Text("--actor", "Audit: only what this one did, such as token/ci.", "NAME");
    private readonly Option<string?> _action = Text("--action", "Audit: only this operation, such as addCluster.", "NAME");
    private readonly Option<string?> _resource = Text("--resource", "Audit: only this REF and what is below it.", "REF");
    private readonly Option<string?> _since = Text("--since", "Audit: from this moment on, or this long ago, such as 2h.", "TIME");
    private readonly Option<string?> _until = Text("--until", "Audit: before this moment, or this long ago.", "TIME");
    private readonly Option<int> _limit = new("--limit") { Description = "Audit: at most so many lines, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 100 };

    private AuditOptions()
    {
    }

    public static AuditOptions AddTo(Command command)
    {
        var options = new AuditOptions();
        foreach (var option in options.Texts) command.Add(option);
        command.Add(options._limit);
        return options;
    }

    private Option<string?>[] Texts => [_actor, _action, _resource, _since, _until];

    /// <exception cref="CommandFault">One was given where it means nothing.</exception>
    public void RefuseFor(ParseResult parsed)
    {
        foreach (var option in (Option[])[.. Texts, _limit])
            if (parsed.GetResult(option) is { Implicit: false }) throw CommandFault.BadInput($"{option.Name} is for `get audit` only.");
    }

    public async Task<int> ListAsync(VerbContext context, ListFormat printed, CancellationToken cancellationToken)
    {
        var parsed = context.Parsed;
        string?[] filters =
        [
            Filter("actor", parsed.GetValue(_actor)),
            Filter("action", parsed.GetValue(_action)),
            Filter("resource", parsed.GetValue(_resource)),
            Filter("since", Moment(_since, context)),
            Filter("until", Moment(_until, context)),
            Filter("limit", parsed.GetValue(_limit).ToString(CultureInfo.InvariantCulture)),
        ];
        var node = await context.Client.GetNodeAsync("audit?" + string.Join('&', filters.Where(filter => filter is not null)), cancellationToken);
        var format = printed.Format;
        if (ObjectPrinter.TryWrite(context.Output, node, format)) return ExitCode.Done;
        if (printed.Columns is { } columns)
        {
            Columns.Write(context.Output, columns.Header, node["items"]!.AsArray().Select(line => columns.Row(line!)));
            return ExitCode.Done;
        }
        var list = FleetClient.Read<ItemList<AuditLine>>(node);
        Columns.Write(
            context.Output,
            ["AT", "ACTOR", "STAGE", "ACTION", "RESOURCE", "STATUS", "REASON", .. format == OutputFormat.Wide ? (ReadOnlySpan<string>)["SOURCE", "REQUEST", "CHAIN", "SEQUENCE"] : []],
            list.Items.Select(line => Row(line, format == OutputFormat.Wide)));
        if (list.Total > list.Items.Count) await context.Error.WriteLineAsync($"{list.Items.Count} of {list.Total}: give filters or a larger --limit, or take all with `audit export`.");
        return ExitCode.Done;
    }

    private static IReadOnlyList<string> Row(AuditLine line, bool wide) =>
    [
        Rows.Time(line.At),
        line.Actor,
        line.Stage,
        line.Action ?? "-",
        line.Resource ?? "-",
        line.Status?.ToString(CultureInfo.InvariantCulture) ?? "-",
        (line.Reason ?? "-") + (line.Count > 1 ? $" ({line.Count} times)" : ""),
        .. wide ? (ReadOnlySpan<string>)[line.Source, line.Request ?? "-", line.Chain, line.Sequence.ToString(CultureInfo.InvariantCulture)] : [],
    ];

    private static string? Moment(Option<string?> option, VerbContext context)
    {
        if (context.Parsed.GetValue(option) is not { } text) return null;
        if (Duration.TryParse(text, out var ago)) return (context.Time.GetUtcNow() - ago).ToString("O", CultureInfo.InvariantCulture);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? moment.ToString("O", CultureInfo.InvariantCulture)
            : throw CommandFault.BadInput($"{option.Name} '{text}' is no time: write one such as 2026-05-04T12:00:00Z, or how long ago, such as 2h.");
    }

    private static string? Filter(string name, string? value) => value is null ? null : $"{name}={Uri.EscapeDataString(value)}";

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };
}
