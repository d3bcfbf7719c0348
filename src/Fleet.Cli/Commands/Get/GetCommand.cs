using System.CommandLine;
using Fleet.Cli.Commands.Access;
using Fleet.Cli.Output;

namespace Fleet.Cli.Commands.Get;

/// <summary><c>quayfleet get</c>.</summary>
internal static class GetCommand
{
    public static Command Create()
    {
        var kind = new Argument<string>("KIND") { Description = "fleet, clusters, registries, components, releases, channels, upgrades, operations, rollouts or audit; or a REF.", HelpName = "KIND" };
        kind.CompletionSources.Add("fleet", "clusters", "registries", "components", "releases", "channels", "upgrades", "operations", "rollouts", "audit");
        var reference = new Argument<string?>("REF") { Description = "Only this one.", Arity = ArgumentArity.ZeroOrOne };
        var selector = new Option<string?>("--selector", "-l") { Description = "Label selector, for example ring=canary.", HelpName = "SELECTOR" };
        var cluster = new Option<string?>("--cluster") { Description = "Only of this cluster.", HelpName = "NAME" };
        var @namespace = new Option<string?>("--namespace", "-n") { Description = "Only in this namespace.", HelpName = "NAME" };
        var sort = new Option<string?>("--sort-by") { Description = "Order by this field of the JSON, such as currentVersion; -observedAt is descending.", HelpName = "FIELD" };
        var output = OutputOption.CreateForLists();
        var byLabel = new Option<string?>("--by-label") { Description = "For fleet: count registries by this label of their clusters too.", HelpName = "KEY" };
        var watch = new Option<bool>("--watch", "-w") { Description = "Go on printing what changes." };
        var command = new Command("get", "Show the fleet in numbers, or list clusters, registries, components, releases, channels, pending upgrades, operations under way, rollouts or the audit.") { kind, reference, selector, cluster, @namespace, sort, output, byLabel, watch };
        var audit = AuditOptions.AddTo(command);
        command.Runs((context, cancellationToken) =>
        {
            var (what, format) = (context.Parsed.GetRequiredValue(kind), context.Parsed.GetValue(output) ?? ListFormat.Table);
            // What would do nothing is refused: whoever gives it means something by it.
            if (what is "audit" or "fleet" && Given([reference, selector, cluster, @namespace, sort], context.Parsed) is { } idle)
                throw CommandFault.BadInput($"{idle} is not for `get {what}`: leave it out.");
            if (what == "audit")
                return context.Parsed.GetValue(watch)
                    ? throw CommandFault.BadInput("--watch does not follow the audit: give --since, or take all with `audit export`.")
                    : audit.ListAsync(context, format, cancellationToken);
            audit.RefuseFor(context.Parsed);
            if (what == "fleet") return GetTotals.RunAsync(context, context.Parsed.GetValue(byLabel), format, context.Parsed.GetValue(watch), cancellationToken);
            if (context.Parsed.GetValue(byLabel) is not null) throw CommandFault.BadInput("--by-label is of `quayfleet get fleet`: leave it out.");
            var query = GetQuery.Read(
                what,
                context.Parsed.GetValue(reference),
                context.Parsed.GetValue(selector),
                context.Parsed.GetValue(cluster),
                context.Parsed.GetValue(@namespace),
                context.Parsed.GetValue(sort));
            return context.Parsed.GetValue(watch)
                ? GetWatch.RunAsync(context, query, format, cancellationToken)
                : GetList.RunAsync(context, query, format, cancellationToken);
        });
        return command;
    }

    private static string? Given(Symbol[] symbols, ParseResult parsed) =>
        symbols.FirstOrDefault(symbol => parsed.GetResult(symbol) is { Tokens.Count: > 0 })?.Name;
}
