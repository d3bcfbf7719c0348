using System.Text.Json.Nodes;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Answers without what two servers cannot have in common: uids, versions, times and addresses.</summary>
internal static class Normal
{
    private static readonly string[] Volatile = ["resourceVersion", "creationTimestamp", "deletionTimestamp", "clusterIP", "startTime"];

    public static JsonObject Of(JsonObject body)
    {
        var copy = (JsonObject)body.DeepClone();
        var uids = new HashSet<string>();
        Collect(copy, uids);
        Replace(copy, uids);
        // The real server tells causes in any order.
        if (copy["details"]?["causes"] is JsonArray causes)
            copy["details"]!["causes"] = new JsonArray([.. causes.Select(cause => cause!.DeepClone()).OrderBy(cause => cause.ToJsonString(), StringComparer.Ordinal)]);
        return copy;
    }

    private static void Collect(JsonNode? node, HashSet<string> uids)
    {
        if (node is JsonObject { } obj && obj["metadata"] is JsonObject metadata && metadata["uid"] is { } uid) uids.Add((string)uid!);
        foreach (var child in Children(node)) Collect(child, uids);
    }

    private static void Replace(JsonNode? node, HashSet<string> uids)
    {
        switch (node)
        {
            case JsonObject obj:
                foreach (var (key, value) in obj.ToArray())
                {
                    if (value is JsonValue && value.GetValueKind() == System.Text.Json.JsonValueKind.String)
                    {
                        var text = (string)value!;
                        if (uids.Contains(text)) obj[key] = "UID";
                        else if (Volatile.Contains(key) && text != "None") obj[key] = "VOLATILE";
                    }
                    else if (key == "clusterIPs" && value is JsonArray { Count: > 0 } addresses && (string)addresses[0]! != "None")
                    {
                        obj[key] = new JsonArray("VOLATILE");
                    }
                    Replace(obj[key], uids);
                }
                break;
            case JsonArray array:
                foreach (var item in array) Replace(item, uids);
                break;
        }
    }

    private static IEnumerable<JsonNode?> Children(JsonNode? node) => node switch
    {
        JsonObject obj => obj.Select(field => field.Value),
        JsonArray array => array,
        _ => [],
    };
}
