using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands.Switch;
using Fleet.Cli.Connection;
using Fleet.Cli.Output;
using Fleet.Cli.References;

namespace Fleet.Cli.Commands.Get;

/// <summary>Prints a list once.</summary>
internal static class GetList
{
    public static async Task<int> RunAsync(VerbContext context, GetQuery query, ListFormat list, CancellationToken cancellationToken)
    {
        var format = list.Format;
        if (query is { Only: { } only, Kind: not GetKind.Components } && (format is OutputFormat.Json or OutputFormat.Yaml))
        {
            var node = await context.Client.GetNodeAsync(only.Path, cancellationToken);
            await context.Output.WriteLineAsync(format == OutputFormat.Json ? ObjectPrinter.ToJson(node) : ObjectPrinter.ToYaml(node));
            return ExitCode.Done;
        }
        Print(context, query.Kind, await ItemsAsync(context.Client, query, cancellationToken), list);
        if (list.IsTable) await FleetCommand.WarnAsync(context, cancellationToken);
        return ExitCode.Done;
    }

    public static async Task<JsonArray> ItemsAsync(FleetClient client, GetQuery query, CancellationToken cancellationToken)
    {
        if (query.Kind == GetKind.Components) return await ComponentsAsync(client, query, cancellationToken);
        if (query.Only is { } only) return [await client.GetNodeAsync(only.Path, cancellationToken)];
        var path = query.Kind switch { GetKind.Clusters => "clusters", GetKind.Releases => "releases", GetKind.Channels => "channels", GetKind.Upgrades => "upgrades", GetKind.Operations => "operations", GetKind.Rollouts => "rollouts", _ => "registries" };
        var sort = query.Sort is { } field ? $"&sort={Uri.EscapeDataString(field)}" : "";
        return await FleetLists.ReadAsync(client, path, (query.Filters + sort).TrimStart('&'), cancellationToken);
    }

    // A component alone does not say whose it is.
    private static async Task<JsonArray> ComponentsAsync(FleetClient client, GetQuery query, CancellationToken cancellationToken)
    {
        var keys = query.Only is Reference.Registry only
            ? [only.Key]
            : (await FleetLists.ReadAsync(client, "registries", query.Filters, cancellationToken)).Select(registry => KeyOf(registry!)).ToList();
        var items = new JsonArray();
        foreach (var key in keys)
            foreach (var component in await FleetLists.ReadAsync(client, $"registries/{key}/components", "", cancellationToken))
            {
                var item = component!.DeepClone().AsObject();
                item.Insert(0, "registry", key);
                items.Add(item);
            }
        return items;
    }

    private static void Print(VerbContext context, GetKind kind, JsonArray items, ListFormat printed)
    {
        var format = printed.Format;
        switch (format)
        {
            case OutputFormat.Json or OutputFormat.Yaml:
                var list = new JsonObject { ["items"] = items };
                context.Output.WriteLine(format == OutputFormat.Json ? ObjectPrinter.ToJson(list) : ObjectPrinter.ToYaml(list));
                break;
            case OutputFormat.Name:
                foreach (var item in items) context.Output.WriteLine(NameOf(kind, item!));
                break;
            case OutputFormat.Table when printed.Columns is { } columns:
                Columns.Write(context.Output, columns.Header, items.Select(item => columns.Row(item!)));
                break;
            default:
                Columns.Write(context.Output, Header(kind, format == OutputFormat.Wide), items.Select(item => Row(kind, item!, format == OutputFormat.Wide)));
                if (items.Count == 0) context.Error.WriteLine("Nothing matches.");
                break;
        }
    }

    public static IReadOnlyList<string> Header(GetKind kind, bool wide) => kind switch
    {
        GetKind.Clusters => Rows.ClusterHeader(wide),
        GetKind.Registries => Rows.RegistryHeader(wide),
        GetKind.Releases => ReleaseRows.Header(wide),
        GetKind.Channels => UpgradeRows.ChannelHeader,
        GetKind.Upgrades => UpgradeRows.Header,
        GetKind.Operations => OperationRows.Header(wide),
        GetKind.Rollouts => RolloutRows.Header(wide),
        _ => Rows.ComponentHeader(wide),
    };

    public static IReadOnlyList<string> Row(GetKind kind, JsonNode item, bool wide) => kind switch
    {
        GetKind.Clusters => Rows.Of(FleetClient.Read<Cluster>(item), wide),
        GetKind.Registries => Rows.Of(FleetClient.Read<Registry>(item), wide),
        GetKind.Releases => ReleaseRows.Of(FleetClient.Read<Release>(item), wide),
        GetKind.Channels => UpgradeRows.Of(FleetClient.Read<Channel>(item)),
        GetKind.Rollouts => RolloutRows.Of(FleetClient.Read<Rollout>(item), wide),
        GetKind.Upgrades => UpgradeRows.Of(FleetClient.Read<PendingUpgrade>(item)),
        GetKind.Operations => OperationRows.Of(FleetClient.Read<Operation>(item), wide),
        _ => Rows.Of((string)item["registry"]!, FleetClient.Read<Component>(item), wide),
    };

    public static string NameOf(GetKind kind, JsonNode item) => kind switch
    {
        GetKind.Clusters => $"cluster/{item["name"]}",
        GetKind.Registries => $"registry/{KeyOf(item)}",
        GetKind.Releases => $"release/{item["version"]}",
        GetKind.Channels => $"channel/{item["name"]}",
        GetKind.Rollouts => $"rollout/{item["name"]}",
        GetKind.Upgrades or GetKind.Operations => $"registry/{KeyOf(item)}",
        _ => $"component/{item["registry"]}/{item["kind"]}",
    };

    private static string KeyOf(JsonNode registry) => $"{registry["cluster"]}/{registry["namespace"]}/{registry["name"]}";
}
