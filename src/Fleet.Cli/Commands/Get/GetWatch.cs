using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Cli.References;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Get;

/// <summary>Prints a list, then each change as it comes, until it is stopped.</summary>
internal static class GetWatch
{
    public static Task<int> RunAsync(VerbContext context, GetQuery query, ListFormat list, CancellationToken cancellationToken)
    {
        if (query.Kind is GetKind.Releases or GetKind.Channels) throw CommandFault.BadInput("--watch does not follow releases and channels: they change only when a catalog is imported.");
        if (query.Sort is not null) throw CommandFault.BadInput("--watch prints what changes in the order in which it does: leave --sort-by out.");
        var printer = new WatchPrinter(context, query.Kind, list);
        return query is { Kind: GetKind.Components or GetKind.Upgrades or GetKind.Operations } or { Kind: GetKind.Rollouts, Only: null }
            ? AgainAsync(context, query, printer, cancellationToken)
            : FollowAsync(context, query, printer, cancellationToken);
    }

    /// <summary>What a stream carries. That of a rollout ends with the rollout.</summary>
    private static async Task<int> FollowAsync(VerbContext context, GetQuery query, WatchPrinter printer, CancellationToken cancellationToken)
    {
        var path = query.Only?.WatchPath ?? PathOf(query.Kind == GetKind.Clusters ? "cluster" : "registry", query);
        var wanted = Selector(query);
        var begun = new List<JsonNode>();
        await foreach (var item in FleetEvents.FollowAsync(context.Client, path, context.Time, cancellationToken))
        {
            var node = item.IsState && item.Object is { } shown && wanted(shown) ? shown : null;
            if (item.Type == WatchEventTypes.Snapshot)
            {
                if (node is not null) begun.Add(node);
                continue;
            }
            if (begun.Count > 0) await printer.PrintAsync(begun);
            begun.Clear();
            if (node is not null) await printer.PrintAsync([node]);
            if (item is { Type: WatchEventTypes.Removed, Key: { } key }) await printer.RemovedAsync($"{(query.Kind == GetKind.Clusters ? "cluster" : "registry")}/{key}");
            if (query.Kind == GetKind.Rollouts && RolloutRows.HasEnded((string?)item.Object?["phase"])) break;
        }
        return ExitCode.Done;
    }

    /// <summary>What no stream carries as a list: read again when something it follows from has changed, and what differs is printed.</summary>
    private static async Task<int> AgainAsync(VerbContext context, GetQuery query, WatchPrinter printer, CancellationToken cancellationToken)
    {
        await using var news = new FleetNews(context.Client, context.Time, cancellationToken);
        // A rollout that is only planned changes no registry: it is seen with the next heartbeat.
        news.Follow(
            query.Only?.WatchPath ?? PathOf("registry", query),
            item => item.Type is WatchEventTypes.Synced or WatchEventTypes.Changed or WatchEventTypes.Removed || (query.Kind == GetKind.Rollouts && item.Type == WatchEventTypes.Heartbeat));
        await foreach (var list in news.ReadAsync(() => GetList.ItemsAsync(context.Client, query, cancellationToken)))
        {
            var items = list.Select(item => item!).ToList();
            var names = items.Select(item => GetList.NameOf(query.Kind, item)).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in printer.Shown.Where(name => !names.Contains(name)).ToList()) await printer.RemovedAsync(gone);
            await printer.PrintAsync(items);
            if (query.Kind != GetKind.Rollouts) continue;
            foreach (var rollout in items.Where(IsUnderWay)) news.Follow(new Reference.Rollout((string)rollout["name"]!).WatchPath, item => item.Object is not null, item => item.Object is { } now && !IsUnderWay(now));
        }
        return ExitCode.Done;
    }

    private static bool IsUnderWay(JsonNode rollout) => (string?)rollout["phase"] is { } phase and not "Planned" && !RolloutRows.HasEnded(phase);

    private static string PathOf(string kind, GetQuery query) => $"watch?kind={kind}&{query.Filters}".TrimEnd('&');

    // The server's filters are those of registries; clusters are few, and are chosen here.
    private static Func<JsonNode, bool> Selector(GetQuery query)
    {
        if (query.Kind != GetKind.Clusters || query.Selector is not { } text || !LabelSelector.TryParse(text, out var selector, out _)) return _ => true;
        return node => selector.Matches(name => (string?)node["labels"]?[name]);
    }
}
