using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Editing;

/// <summary>What of a QuayRegistry is not shown: people put passwords into the <c>env</c> of an override.</summary>
public static class HiddenValues
{
    /// <summary>Stands for a value that is not shown.</summary>
    public const string Mask = "(not shown)";

    /// <summary>kubectl's copy of the whole object, passwords included.</summary>
    internal const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    /// <summary>Whether the member of this name, inside a list of this name, is hidden.</summary>
    internal static bool Hides(string? list, string member) => list == "env" && member == "value";

    /// <summary>The object with every hidden value masked.</summary>
    internal static JsonNode? Masked(JsonNode? node, string? list = null) => node switch
    {
        JsonObject parent => new JsonObject(parent.Select(member => KeyValuePair.Create(
            member.Key, Hides(list, member.Key) ? JsonValue.Create(Mask) : Masked(member.Value, member.Key)))),
        JsonArray items => new JsonArray([.. items.Select(item => Masked(item, list))]),
        _ => node?.DeepClone(),
    };
}
