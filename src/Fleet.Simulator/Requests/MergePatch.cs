using System.Text.Json.Nodes;

namespace Fleet.Simulator.Requests;

/// <summary>JSON merge patch, RFC 7396.</summary>
internal static class MergePatch
{
    /// <summary>Changes and returns the target.</summary>
    public static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    target[name] = Apply(target[name] as JsonObject is { } old ? Detached(target, name, old) : [], inner);
                    break;
                default:
                    target[name] = value.DeepClone();
                    break;
            }
        return target;
    }

    private static JsonObject Detached(JsonObject parent, string name, JsonObject child)
    {
        parent.Remove(name);
        return child;
    }
}
