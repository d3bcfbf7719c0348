using System.Text.Json.Nodes;
using System.Threading.Channels;
using Fleet.Api.V1;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Get;

/// <summary>Prints a list, then each change as it comes, until it is stopped.</summary>
internal static class GetWatch
{
    /// <summary>Lists that follow from registries are read again at most so often.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(VerbContext context, GetQuery query, ListFormat list, CancellationToken cancellationToken)
    {
        if (query.Kind is GetKind.Releases or GetKind.Channels) throw CommandFault.BadInput("--watch does not follow releases and channels: they change only when a catalog is imported.");
        if (query.Kind == GetKind.Rollouts) throw CommandFault.BadInput("--watch does not follow rollouts: use `quayfleet rollout status NAME --watch`.");
        if (query.Sort is not null) throw CommandFault.BadInput("--watch prints what changes in the order in which it does: leave --sort-by out.");
        var printer = new Printer(context, query.Kind, list);
        if (query.Kind is GetKind.Components or GetKind.Upgrades) return await AgainAsync(context, query, printer, cancellationToken);
        var path = query.Only?.WatchPath ?? PathOf(query.Kind == GetKind.Clusters ? "cluster" : "registry", query);
        var wanted = Selector(query);
        await foreach (var item in FleetEvents.FollowAsync(context.Client, path, context.Time, cancellationToken))
        {
            if (item is { Type: WatchEventTypes.Removed, Key: { } key }) await printer.RemovedAsync(key);
            if (item.IsState && item.Object is { } node && wanted(node)) await printer.PrintAsync(node);
        }
        return ExitCode.Done;
    }

    /// <summary>What the stream does not carry, and changes when registries do: read again then, and what differs is printed.</summary>
    private static async Task<int> AgainAsync(VerbContext context, GetQuery query, Printer printer, CancellationToken cancellationToken)
    {
        // However many changes there are meanwhile, one more look shows what they led to.
        var news = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var following = FollowAsync(context, query, news.Writer, end.Token);
        try
        {
            var known = new Dictionary<string, string>(StringComparer.Ordinal);
            while (await news.Reader.WaitToReadAsync(cancellationToken))
            {
                news.Reader.TryRead(out _);
                var items = (await GetList.ItemsAsync(context.Client, query, cancellationToken)).ToDictionary(item => GetList.NameOf(query.Kind, item!), item => item!, StringComparer.Ordinal);
                foreach (var gone in known.Keys.Where(name => !items.ContainsKey(name)).ToList())
                {
                    known.Remove(gone);
                    await printer.RemovedAsync(gone);
                }
                foreach (var (name, item) in items)
                {
                    var text = ObjectPrinter.ToJsonLine(item);
                    if (known.GetValueOrDefault(name) == text) continue;
                    known[name] = text;
                    await printer.PrintAsync(item);
                }
                await Task.Delay(Pause, context.Time, cancellationToken);
            }
        }
        finally
        {
            await end.CancelAsync();
        }
        await following;
        return ExitCode.Done;
    }

    private static async Task FollowAsync(VerbContext context, GetQuery query, ChannelWriter<bool> news, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var item in FleetEvents.FollowAsync(context.Client, query.Only?.WatchPath ?? PathOf("registry", query), context.Time, cancellationToken))
                if (item.Type is WatchEventTypes.Synced or WatchEventTypes.Changed or WatchEventTypes.Removed) news.TryWrite(true);
        }
#pragma warning disable CA1031 // told to who reads the news
        catch (Exception e)
        {
            news.TryComplete(e);
        }
#pragma warning restore CA1031
    }

    private static string PathOf(string kind, GetQuery query) => $"watch?kind={kind}&{query.Filters}".TrimEnd('&');

    // The server's filters are those of registries; clusters are few, and are chosen here.
    private static Func<JsonNode, bool> Selector(GetQuery query)
    {
        if (query.Kind != GetKind.Clusters || query.Selector is not { } text || !LabelSelector.TryParse(text, out var selector, out _)) return _ => true;
        return node => selector.Matches(name => (string?)node["labels"]?[name]);
    }

    private sealed class Printer(VerbContext context, GetKind kind, ListFormat list)
    {
        private bool _needsHeader = true;

        public async Task PrintAsync(JsonNode node)
        {
            switch (list.Format)
            {
                case OutputFormat.Json:
                    await context.Output.WriteLineAsync(ObjectPrinter.ToJsonLine(node));
                    break;
                case OutputFormat.Yaml:
                    await context.Output.WriteLineAsync("---\n" + ObjectPrinter.ToYaml(node));
                    break;
                case OutputFormat.Name:
                    await context.Output.WriteLineAsync(GetList.NameOf(kind, node));
                    break;
                default:
                    var wide = list.Format == OutputFormat.Wide;
                    if (_needsHeader) await context.Output.WriteLineAsync(string.Join("   ", list.Columns?.Header ?? GetList.Header(kind, wide)));
                    _needsHeader = false;
                    await context.Output.WriteLineAsync(string.Join("   ", list.Columns?.Row(node) ?? GetList.Row(kind, node, wide)));
                    break;
            }
            await context.Output.FlushAsync();
        }

        public async Task RemovedAsync(string key)
        {
            if (list.IsTable) await context.Output.WriteLineAsync($"{key}  removed");
            await context.Output.FlushAsync();
        }
    }
}
