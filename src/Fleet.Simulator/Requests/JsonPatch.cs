using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

/// <summary>JSON patch, RFC 6902: the operations test, remove, add and replace.</summary>
internal static class JsonPatch
{
    /// <summary>Changes and returns the target.</summary>
    public static JsonObject Apply(JsonObject target, JsonArray operations)
    {
        foreach (var operation in operations)
        {
            var name = (string?)operation?["op"];
            if (name is not ("test" or "remove" or "add" or "replace")) throw Refusals.NotImplemented($"the JSON patch operation {name}");
            var path = ((string?)operation!["path"] ?? "").Split('/').Skip(1).Select(Unescaped).ToArray();
            if (path.Length == 0) throw Refusals.NotImplemented("a JSON patch of the whole object");
            JsonNode? owner = target;
            foreach (var part in path[..^1]) owner = Child(owner, part);
            Carry(name, owner, path[^1], operation["value"]);
        }
        return target;
    }

    private static void Carry(string operation, JsonNode? owner, string member, JsonNode? value)
    {
        if (operation == "add")
        {
            if (owner is JsonArray list && member == "-") list.Add(value?.DeepClone());
            else if (owner is JsonArray array && Index(member) is { } at && at <= array.Count) array.Insert(at, value?.DeepClone());
            else if (owner is JsonObject map) map[member] = value?.DeepClone();
            else throw Refusals.UnfitPatch();
            return;
        }
        var found = Child(owner, member);
        switch (operation, owner)
        {
            case ("test", _):
                if (!JsonNode.DeepEquals(found, value)) throw Refusals.UnfitPatch();
                break;
            case ("remove", JsonObject map):
                map.Remove(member);
                break;
            case ("remove", JsonArray list):
                list.RemoveAt(Index(member)!.Value);
                break;
            case ("replace", JsonObject map):
                map[member] = value?.DeepClone();
                break;
            case ("replace", JsonArray list):
                list[Index(member)!.Value] = value?.DeepClone();
                break;
        }
    }

    private static JsonNode? Child(JsonNode? owner, string member) => owner switch
    {
        JsonObject map when map.TryGetPropertyValue(member, out var value) => value,
        JsonArray list when Index(member) is { } index && index < list.Count => list[index],
        _ => throw Refusals.UnfitPatch(),
    };

    private static int? Index(string member) => int.TryParse(member, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Unescaped(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
