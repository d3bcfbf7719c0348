using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The right of 3.4's and 3.5's pods, which run as <c>default</c>, to write their own configuration back.</summary>
internal static class SecretWriter
{
    private const string RoleSuffix = "quay-serviceaccount";

    public static IEnumerable<Manifest> Objects(Build build) => build.AtLeast(3, 6) ? [] :
    [
        Manifest.Role(RoleSuffix,
            Rule([""], ["secrets"], "get", "put", "patch", "update"),
            Rule([""], ["namespaces"], "get"),
            Rule(["extensions", "apps"], ["deployments"], "get", "list", "patch", "update", "watch")),
        Manifest.RoleBinding("quay-secret-writer", build.Name(RoleSuffix), "default", build.Registry.Namespace),
    ];

    private static System.Text.Json.Nodes.JsonObject Rule(string[] groups, string[] resources, params string[] verbs) => Map(
        ("apiGroups", List(groups.Select(text => (System.Text.Json.Nodes.JsonNode?)text))),
        ("resources", List(resources.Select(text => (System.Text.Json.Nodes.JsonNode?)text))),
        ("verbs", List(verbs.Select(text => (System.Text.Json.Nodes.JsonNode?)text))));
}
