using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Editing;

/// <summary>What goes for good when a registry is deleted. What is not managed was never the fleet's, and stays.</summary>
public static class DeletionLosses
{
    private static readonly (ComponentKind Kind, string Loss)[] Stores =
    [
        (ComponentKind.Postgres, "the database of Quay: organisations, users, robots, permissions and tags"),
        (ComponentKind.ObjectStorage, "the bucket with the layers of every image"),
        (ComponentKind.Clair, "the vulnerability database of Clair"),
        (ComponentKind.Redis, "the build logs and events in Redis"),
    ];

    public static ImmutableArray<string> Of(JsonObject registry)
    {
        var unmanaged = (registry["spec"]?["components"] as JsonArray ?? [])
            .Where(component => component?["managed"] is JsonValue value && value.TryGetValue<bool>(out var managed) && !managed)
            .Select(component => (string?)component!["kind"])
            .ToHashSet();
        // Where Clair's database is a component of its own, that one says whose it is.
        if (unmanaged.Contains(ComponentKind.ClairPostgres.ApiName())) unmanaged.Add(ComponentKind.Clair.ApiName());
        return [.. Stores.Where(store => !unmanaged.Contains(store.Kind.ApiName())).Select(store => store.Loss)];
    }
}
