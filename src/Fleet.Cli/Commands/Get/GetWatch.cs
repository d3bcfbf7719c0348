using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Get;

/// <summary>Prints a list, then each change as it comes, until it is stopped.</summary>
internal static class GetWatch
{
    public static async Task<int> RunAsync(VerbContext context, GetQuery query, ListFormat list, CancellationToken cancellationToken)
    {
        if (query.Kind == GetKind.Components) throw CommandFault.BadInput("--watch does not follow components: watch their registry.");
        if (query.Kind is GetKind.Releases or GetKind.Channels) throw CommandFault.BadInput("--watch does not follow releases and channels: they change only when a catalog is imported.");
        if (query.Kind == GetKind.Rollouts) throw CommandFault.BadInput("--watch does not follow rollouts: use `quayfleet rollout status NAME --watch`.");
        if (query.Kind == GetKind.Upgrades) throw CommandFault.BadInput("--watch does not follow upgrades: watch registries, whose pendingVersion says what is pending.");
        if (query.Sort is not null) throw CommandFault.BadInput("--watch prints what changes in the order in which it does: leave --sort-by out.");
        var path = query.Only?.WatchPath ?? $"watch?kind={(query.Kind == GetKind.Clusters ? "cluster" : "registry")}&{query.Filters}".TrimEnd('&');
        var wanted = Selector(query);
        var (format, columns) = (list.Format, list.Columns);
        var header = true;
        await foreach (var item in FleetEvents.FollowAsync(context.Client, path, context.Time, cancellationToken))
        {
            if (item is { Type: WatchEventTypes.Removed, Key: { } key } && list.IsTable)
                await context.Output.WriteLineAsync($"{key}  removed");
            if (!item.IsState || item.Object is not { } node || !wanted(node)) continue;
            switch (format)
            {
                case OutputFormat.Json:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToJsonLine(node));
                    break;
                case OutputFormat.Yaml:
                    await context.Output.WriteLineAsync("---\n" + ObjectPrinter.ToYaml(node));
                    break;
                case OutputFormat.Name:
                    await context.Output.WriteLineAsync(GetList.NameOf(query.Kind, node));
                    break;
                default:
                    var row = columns?.Row(node) ?? GetList.Row(query.Kind, node, format == OutputFormat.Wide);
                    if (header) await context.Output.WriteLineAsync(string.Join("   ", columns?.Header ?? GetList.Header(query.Kind, format == OutputFormat.Wide)));
                    header = false;
                    await context.Output.WriteLineAsync(string.Join("   ", row));
                    break;
            }
            await context.Output.FlushAsync(cancellationToken);
        }
        return ExitCode.Done;
    }

    // The server's filters are those of registries; clusters are few, and are chosen here.
    private static Func<System.Text.Json.Nodes.JsonNode, bool> Selector(GetQuery query)
    {
        if (query.Kind != GetKind.Clusters || query.Selector is not { } text || !LabelSelector.TryParse(text, out var selector, out _)) return _ => true;
        return node => selector.Matches(name => (string?)node["labels"]?[name]);
    }
}
