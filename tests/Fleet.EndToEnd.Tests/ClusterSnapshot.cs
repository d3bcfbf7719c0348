using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Testing;

namespace Fleet.EndToEnd.Tests;

/// <summary>
/// Everything in a namespace, without what differs between two healthy runs: ids, times, status, random values, and the hashes in names that
/// follow from random values.
/// </summary>
internal static partial class ClusterSnapshot
{
    private static readonly string[] Collections =
    [
        "api/v1/{0}/secrets", "api/v1/{0}/configmaps", "api/v1/{0}/services", "api/v1/{0}/serviceaccounts", "api/v1/{0}/persistentvolumeclaims",
        "apis/apps/v1/{0}/deployments", "apis/batch/v1/{0}/jobs", "apis/autoscaling/v2beta2/{0}/horizontalpodautoscalers",
        "apis/rbac.authorization.k8s.io/v1/{0}/roles", "apis/rbac.authorization.k8s.io/v1/{0}/rolebindings",
        "apis/route.openshift.io/v1/{0}/routes", "apis/objectbucket.io/v1alpha1/{0}/objectbucketclaims",
        "apis/monitoring.coreos.com/v1/{0}/servicemonitors", "apis/monitoring.coreos.com/v1/{0}/prometheusrules",
        "apis/quay.redhat.com/v1/{0}/quayregistries",
    ];

    public static async Task<SortedDictionary<string, string>> TakeAsync(AdminClient admin, string ns)
    {
        var objects = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var collection in Collections)
        {
            var path = "/" + string.Format(System.Globalization.CultureInfo.InvariantCulture, collection, $"namespaces/{ns}");
            foreach (var item in (await admin.GetAsync(path))["items"]!.AsArray())
            {
                var o = item!.DeepClone().AsObject();
                var name = (string)o["metadata"]!["name"]!;
                // The cluster's own: not of the registry.
                if (name.StartsWith("default", StringComparison.Ordinal) || name == "kube-root-ca.crt" || name.Contains("-token-", StringComparison.Ordinal)) continue;
                o["metadata"] = new JsonObject
                {
                    ["labels"] = o["metadata"]!["labels"]?.DeepClone(),
                    ["annotations"] = o["metadata"]!["annotations"]?.DeepClone(),
                    ["finalizers"] = o["metadata"]!["finalizers"]?.DeepClone(),
                };
                // A migration's follow from random values: the database's password, and the hash in a Secret's name.
                if (o["metadata"]!["annotations"] is JsonObject annotations)
                    foreach (var derived in annotations.Where(a => a.Key.StartsWith("quay-fleet/migration", StringComparison.Ordinal)).Select(a => a.Key).ToList())
                        annotations[derived] = ((string)annotations[derived]!).Split('/')[0] is var first && derived == "quay-fleet/migration" ? first : "#";
                if (o["status"]?["conditions"] is JsonArray conditions && path.EndsWith("quayregistries", StringComparison.Ordinal))
                    o["conditions"] = new JsonArray([.. conditions.Select(c => (JsonNode)$"{c!["type"]}={c["status"]} {c["reason"]}: {c["message"]}")]);
                o.Remove("status");
                if (o["data"] is JsonObject data && path.EndsWith("secrets", StringComparison.Ordinal))
                    o["data"] = new JsonArray([.. data.Select(entry => (JsonNode)entry.Key)]);
                // Named by the controller that makes them.
                o.Remove("secrets");
                if (o["spec"] is JsonObject spec) foreach (var field in (string[])["clusterIP", "clusterIPs", "volumeName", "selector"]) spec.Remove(field);
                // An autoscaler's, not the fleet's: how far it has come is a matter of time.
                if (IsAutoscaled(name)) o["spec"]?.AsObject().Remove("replicas");
                o["spec"]?["template"]?["metadata"]?["labels"]?.AsObject().Remove("controller-uid");
                objects.Add($"{collection.Split('/')[^1]} {Hashes().Replace(name, "-#")}", Hashes().Replace(o.ToJsonString(), "-#").Replace(ns, "NS", StringComparison.Ordinal));
            }
        }
        return objects;
    }

    private static bool IsAutoscaled(string name) =>
        name.EndsWith("-quay-app", StringComparison.Ordinal) || name.EndsWith("-clair-app", StringComparison.Ordinal) || name.EndsWith("-quay-mirror", StringComparison.Ordinal);

    [GeneratedRegex("(?<=(secret|keys|credentials|tls|certs|config|bootstrap|sample))-[a-z0-9]{10}\\b|(?<=config-bundle)-[a-z0-9]{5}\\b|(?<=datastore)-[0-9a-f]{12}\\b|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Hashes();
}
