using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>Fetches the core Events of a registry and of what it owns, on demand: they are many, and nothing is decided on them.</summary>
internal static class EventReading
{
    private const int Most = 200;

    public static async Task<RegistryEvents> ReadAsync(ClusterSession session, RegistryKey key, string? uid)
    {
        var listed = await session.Api.ListAsync(ResourceKind.Event, key.Namespace, null, session.Ended);
        if (!listed.Succeeded(out var events, out var error)) return new RegistryEvents([], error.Message);
        return new RegistryEvents(
            [.. events.Where(e => Concerns(e, key, uid)).Select(Read).OrderByDescending(e => e.LastSeen).Take(Most)],
            null);
    }

    private static bool Concerns(JsonObject e, RegistryKey key, string? uid)
    {
        var involved = e["involvedObject"];
        return (uid is not null && Text(involved?["uid"]) == uid)
            || Text(involved?["name"])?.StartsWith(key.Name + "-", StringComparison.Ordinal) == true;
    }

    private static RegistryEvent Read(JsonObject e) => new(
        Text(e["type"]) ?? "Normal",
        Text(e["reason"]) ?? "",
        Text(e["message"]) ?? "",
        $"{Text(e["involvedObject"]?["kind"])} {Text(e["involvedObject"]?["name"])}",
        e["count"] is JsonValue count && count.TryGetValue<int>(out var n) ? n : 1,
        Time(e["lastTimestamp"]) ?? Time(e["eventTime"]) ?? Time(e["metadata"]?["creationTimestamp"]));

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static DateTimeOffset? Time(JsonNode? node) =>
        DateTimeOffset.TryParse(Text(node), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
