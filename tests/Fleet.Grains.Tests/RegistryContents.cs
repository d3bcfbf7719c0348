using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Domain.Reconciliation;
using Fleet.Simulator.Seeding;
using Fleet.Testing;

namespace Fleet.Grains.Tests;

/// <summary>What a registry's objects say, without what tells one registry from another that was made alike.</summary>
internal static partial class RegistryContents
{
    private static readonly (ResourceKind Kind, string Collection)[] More =
    [
        (ResourceKind.Service, "/api/v1/namespaces/{0}/services"),
        (ResourceKind.ServiceAccount, "/api/v1/namespaces/{0}/serviceaccounts"),
        (ResourceKind.Role, "/apis/rbac.authorization.k8s.io/v1/namespaces/{0}/roles"),
        (ResourceKind.RoleBinding, "/apis/rbac.authorization.k8s.io/v1/namespaces/{0}/rolebindings"),
    ];

    /// <summary>Text per object. A Job is history, and what a bucket's provisioner wrote is not the fleet's.</summary>
    public static async Task<SortedDictionary<string, (ObjectKey Key, string Text)>> OfAsync(AdminClient admin, string ns, string name)
    {
        var contents = new SortedDictionary<string, (ObjectKey, string)>(StringComparer.Ordinal);
        var collections = ObjectPaths.Rendered.Where(entry => entry.Kind != ResourceKind.Job)
            .Select(entry => (entry.Kind, Collection: ObjectPaths.Collection(entry.ApiVersion, entry.Kind.Kind, ns)))
            .Concat(More.Select(entry => (entry.Kind, string.Format(System.Globalization.CultureInfo.InvariantCulture, entry.Collection, ns))));
        foreach (var (kind, collection) in collections)
            foreach (var item in ((await admin.GetAsync($"{collection}?labelSelector=quay-operator%2Fquayregistry%3D{name}"))["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var key = new ObjectKey(kind, ns, (string)item["metadata"]!["name"]!);
                contents.Add($"{kind.Kind} {Alike(key.Name, name)}", (key, Text(item, name)));
            }
        return contents;
    }

    private static string Text(JsonObject item, string name)
    {
        var metadata = item["metadata"]!.AsObject();
        var kept = new JsonObject
        {
            ["labels"] = metadata["labels"]?.DeepClone(),
            ["annotations"] = metadata["annotations"]?.DeepClone(),
            ["owners"] = new JsonArray([.. (metadata["ownerReferences"] as JsonArray ?? []).Select(owner => (JsonNode?)(string)owner!["name"]!)]),
        };
        foreach (var part in (string[])["metadata", "status", "apiVersion", "kind", "secrets"]) item.Remove(part);
        if (item["spec"] is JsonObject spec)
            foreach (var assigned in (string[])["clusterIP", "clusterIPs", "volumeName", "nodePort"]) spec.Remove(assigned);
        if (item["type"] is not null && item["data"] is JsonObject data)
            foreach (var (file, value) in data.ToList()) data[file] = Encoding.UTF8.GetString(Convert.FromBase64String((string)value!));
        kept["content"] = WithoutEmpty(item);
        return Alike(kept.ToJsonString(), name);
    }

    /// <summary>An apply that sends a field no more takes it out of the map that held it, and leaves the map: <c>nodeAffinity: {}</c> means nothing.</summary>
    private static JsonNode? WithoutEmpty(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(entry => KeyValuePair.Create(entry.Key, WithoutEmpty(entry.Value))).Where(entry => entry.Value is not JsonObject { Count: 0 })),
        // What has names is merged by name, and the order is what became of it.
        JsonArray list => new JsonArray([.. list.OrderBy(item => (item as JsonObject)?["name"]?.ToString() ?? "", StringComparer.Ordinal).Select(WithoutEmpty)]),
        _ => node?.DeepClone(),
    };

    private static string Alike(string text, string name)
    {
        text = HashSuffix().Replace(text.Replace(name, "REGISTRY", StringComparison.Ordinal), "$1-HASH");
        return Provisioned().Replace(GeneratedBundle().Replace(text, "REGISTRY-config-bundle-RANDOM"), "$1: PROVISIONED");
    }

    /// <summary>A Secret's name follows from its content, which names the registry.</summary>
    [GeneratedRegex("(REGISTRY-[a-z-]+)-[2456789bcdfghkmt]{10}(?![a-z0-9])")]
    private static partial Regex HashSuffix();

    [GeneratedRegex("REGISTRY-config-bundle-[a-z0-9]{5}")]
    private static partial Regex GeneratedBundle();

    [GeneratedRegex(@"(access_key|secret_key|bucket_name): [^\\""]+")]
    private static partial Regex Provisioned();
}
