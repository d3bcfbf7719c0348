using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

/// <summary>The words the tables of defaults are written in. All of them do nothing where there is nothing to fill.</summary>
internal static class Filling
{
    /// <summary>Sets what is absent or null.</summary>
    public static JsonObject Default(this JsonObject obj, string key, JsonNode value)
    {
        if (obj[key] is null) obj[key] = value;
        return obj;
    }

    /// <summary>The object under a key, made when it is absent.</summary>
    public static JsonObject Child(this JsonObject obj, string key)
    {
        if (obj[key] is JsonObject child) return child;
        child = [];
        obj[key] = child;
        return child;
    }

    public static void Within(this JsonObject obj, string key, Action<JsonObject> fill)
    {
        if (obj[key] is JsonObject child) fill(child);
    }

    public static void Each(this JsonObject obj, string key, Action<JsonObject> fill)
    {
        foreach (var entry in obj[key] as JsonArray ?? [])
            if (entry is JsonObject child)
                fill(child);
    }

    /// <summary>Adds what the other object has and this one lacks, at any depth. Null adds null.</summary>
    public static void Underlay(this JsonObject obj, JsonObject other)
    {
        foreach (var (key, value) in other)
            if (!obj.TryGetPropertyValue(key, out var own) || (own is null && value is not null)) obj[key] = value?.DeepClone();
            else if (own is JsonObject child && value is JsonObject under) child.Underlay(under);
    }
}
