using System.Text.Json.Nodes;
using Fleet.Cli.Connection;

namespace Fleet.Cli.Commands.Get;

/// <summary>Reads whole lists, page by page.</summary>
internal static class FleetLists
{
    public static async Task<JsonArray> ReadAsync(FleetClient client, string path, string filters, CancellationToken cancellationToken)
    {
        var items = new JsonArray();
        string? next = null;
        do
        {
            var page = await client.GetNodeAsync(
                $"{path}?{filters}{(next is null ? "" : "&continue=" + Uri.EscapeDataString(next))}".TrimEnd('?'), cancellationToken);
            foreach (var item in page["items"]?.AsArray() ?? []) items.Add(item?.DeepClone());
            next = (string?)page["continue"];
        }
        while (next is not null);
        return items;
    }
}
