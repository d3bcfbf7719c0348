using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Discovery;

/// <summary>What a server says about itself, as one of 1.20 does: group by group.</summary>
internal static class DiscoveryDocuments
{
    /// <summary>Null when the path is none of discovery, or names a group version that is not served.</summary>
    public static JsonObject? Answer(string path, ClusterState state, string kubernetesVersion) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries) switch
        {
            ["version"] => Version(kubernetesVersion),
            ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1"), ["serverAddressByClientCIDRs"] = new JsonArray() },
            ["apis"] => new JsonObject { ["kind"] = "APIGroupList", ["apiVersion"] = "v1", ["groups"] = new JsonArray([.. Groups(state).Select(Group)]) },
            ["apis", var name] => Groups(state).Where(group => group.Name == name).Select(group => With(Group(group), "APIGroup")).FirstOrDefault(),
            ["api", "v1"] => Resources(state, "", "v1"),
            ["apis", var group, var version] => Resources(state, group, version),
            _ => null,
        };

    private static JsonObject Version(string version)
    {
        var parts = version.TrimStart('v').Split('.');
        return new JsonObject { ["major"] = parts[0], ["minor"] = parts[1], ["gitVersion"] = version, ["platform"] = "linux/amd64" };
    }

    private static IEnumerable<(string Name, List<string> Versions)> Groups(ClusterState state) =>
        state.Kinds.Values.Where(kind => kind.Group.Length > 0).GroupBy(kind => kind.Group).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.SelectMany(kind => kind.Versions).Distinct().ToList()));

    private static JsonObject Group((string Name, List<string> Versions) group)
    {
        var versions = group.Versions.Select(version => new JsonObject { ["groupVersion"] = $"{group.Name}/{version}", ["version"] = version }).ToArray();
        return new JsonObject
        {
            ["name"] = group.Name,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private static JsonObject With(JsonObject group, string kind)
    {
        (group["kind"], group["apiVersion"]) = (kind, "v1");
        return group;
    }

    private static JsonObject? Resources(ClusterState state, string group, string version)
    {
        var kinds = state.Kinds.Values.Where(kind => kind.Group == group && kind.Versions.Contains(version)).OrderBy(kind => kind.Plural, StringComparer.Ordinal).ToList();
        if (kinds.Count == 0) return null;
        return new JsonObject
        {
            ["kind"] = "APIResourceList",
            ["apiVersion"] = "v1",
            ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}",
            ["resources"] = new JsonArray([.. kinds.SelectMany(Resources)]),
        };
    }

    private static IEnumerable<JsonNode> Resources(ServedKind kind)
    {
        yield return Resource(kind, kind.Plural, "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
        if (kind.HasStatus) yield return Resource(kind, kind.Plural + "/status", "get", "patch", "update");
        if (kind.HasScale) yield return Resource(kind, kind.Plural + "/scale", "get", "patch", "update");
    }

    private static JsonObject Resource(ServedKind kind, string name, params string[] verbs) => new()
    {
        ["name"] = name,
        ["singularName"] = "",
        ["namespaced"] = kind.Namespaced,
        ["kind"] = kind.Kind,
        ["verbs"] = new JsonArray([.. verbs.Select(verb => JsonValue.Create(verb))]),
    };
}
