using System.Text.Json;
using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Discovery;

/// <summary>Reads discovery documents; what has an unexpected shape is left out.</summary>
internal static class DiscoveryReading
{
    public static string GitVersion(JsonElement version) => Text(version, "gitVersion") ?? "unknown";

    /// <summary>An <c>APIGroupList</c>: each group with its versions in the order of preference.</summary>
    public static IEnumerable<(string Group, IReadOnlyList<string> Versions)> Groups(JsonElement list)
    {
        foreach (var group in Items(list, "groups"))
        {
            if (Text(group, "name") is not { } name) continue;
            var served = Items(group, "versions").Select(version => Text(version, "version")).OfType<string>();
            var preferred = group.TryGetProperty("preferredVersion", out var version) ? Text(version, "version") : null;
            yield return (name, VersionPreference.Order(name, preferred, served));
        }
    }

    /// <summary>An <c>APIResourceList</c>, subresources left out.</summary>
    public static IEnumerable<ResourceEndpoint> Resources(string group, string version, JsonElement list)
    {
        foreach (var resource in Items(list, "resources"))
            if (Text(resource, "name") is { } plural && !plural.Contains('/') && Text(resource, "kind") is { } kind)
            {
                var namespaced = resource.TryGetProperty("namespaced", out var flag) && flag.ValueKind == JsonValueKind.True;
                yield return new ResourceEndpoint(new ResourceKind(group, kind), version, plural, namespaced);
            }
    }

    private static IEnumerable<JsonElement> Items(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object)
            : [];

    private static string? Text(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()
            : null;
}
