using System.Text.Json.Nodes;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Manifests;

/// <summary>Volumes of a pod, and the sources a projected volume joins.</summary>
internal static class Volume
{
    public static JsonObject Secret(string name, string secret, params IEnumerable<(string Key, string Path)> items) => Map(
        ("name", name),
        ("secret", Map(("secretName", secret), ("items", Items(items)))));

    public static JsonObject ConfigMap(string name, string configMap, params IEnumerable<(string Key, string Path)> items) => Map(
        ("name", name),
        ("configMap", Map(("name", configMap), ("items", Items(items)))));

    public static JsonObject Claim(string name, string claim) => Map(
        ("name", name),
        ("persistentVolumeClaim", Map(("claimName", claim))));

    public static JsonObject Projected(string name, params IEnumerable<JsonNode?> sources) => Map(
        ("name", name),
        ("projected", Map(("sources", List(sources)))));

    public static JsonObject FromSecret(string secret, params IEnumerable<(string Key, string Path)> items) =>
        Map(("secret", Map(("name", secret), ("items", Items(items)))));

    public static JsonObject FromOptionalSecret(string secret) =>
        Map(("secret", Map(("name", secret), ("optional", true))));

    public static JsonObject FromConfigMap(string configMap) =>
        Map(("configMap", Map(("name", configMap))));

    private static JsonArray? Items(IEnumerable<(string Key, string Path)> items)
    {
        var list = List(items.Select(item => Map(("key", item.Key), ("path", item.Path))));
        return list.Count == 0 ? null : list;
    }
}
