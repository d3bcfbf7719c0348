using System.Net;
using System.Text.Json.Nodes;
using Fleet.Testing;

namespace Fleet.Bench.FirstLight;

/// <summary>Reads back from the API server what the fleet applied in a namespace, moved to another one.</summary>
internal sealed class AppliedObjects(AdminClient admin)
{
    private const string FieldManager = "quay-fleet";
    private const string Monitoring = "openshift-config-managed";

    private static readonly string[] Collections =
    [
        "api/v1/*/secrets", "api/v1/*/configmaps", "api/v1/*/services", "api/v1/*/serviceaccounts", "api/v1/*/persistentvolumeclaims",
        "apis/apps/v1/*/deployments", "apis/batch/v1/*/jobs", "apis/rbac.authorization.k8s.io/v1/*/roles",
        "apis/rbac.authorization.k8s.io/v1/*/rolebindings", "apis/autoscaling/v2/*/horizontalpodautoscalers",
        "apis/autoscaling/v2beta2/*/horizontalpodautoscalers", "apis/route.openshift.io/v1/*/routes",
        "apis/objectbucket.io/v1alpha1/*/objectbucketclaims", "apis/monitoring.coreos.com/v1/*/servicemonitors",
        "apis/monitoring.coreos.com/v1/*/prometheusrules",
    ];

    /// <summary>The applies of each registry. Names are as long as they were, so that bodies are too.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<BareApply>>> ReadAsync(string ns, IReadOnlyDictionary<string, string> renamed, string intoNs)
    {
        var found = new List<(string Path, JsonObject Body)>();
        foreach (var collection in Collections) found.AddRange(await ReadAsync(collection, ns));
        found.AddRange((await ReadAsync("api/v1/*/configmaps", Monitoring)).Where(o => o.Body.ToJsonString().Contains(ns, StringComparison.Ordinal)));
        return
        [
            .. renamed.Select(name => found
                .Where(o => ((string)o.Body["metadata"]!["name"]!).Contains(name.Key, StringComparison.Ordinal))
                .SelectMany(o => BareApply.Of(Moved(o.Path), JsonNode.Parse(Moved(o.Body.ToJsonString()))!.AsObject()))
                .ToArray()),
        ];

        string Moved(string text) => renamed.Aggregate(
            text.Replace(ns, intoNs, StringComparison.Ordinal), (moved, name) => moved.Replace(name.Key, name.Value, StringComparison.Ordinal));
    }

    private async Task<List<(string Path, JsonObject Body)>> ReadAsync(string collection, string ns)
    {
        var path = "/" + collection.Replace("*", $"namespaces/{ns}", StringComparison.Ordinal);
        if (await admin.StatusOfAsync(path + "?limit=1") != HttpStatusCode.OK) return [];
        var list = await admin.GetAsync(path);
        var kind = ((string)list["kind"]!)[..^"List".Length];
        var version = (string)list["apiVersion"]!;
        return
        [
            .. from item in list["items"]!.AsArray()
               let fields = Applied(item!, version)
               where fields is not null
               select ($"{path}/{item["metadata"]!["name"]}", Body(item!.AsObject(), fields, version, kind, ns)),
        ];
    }

    private static JsonObject? Applied(JsonNode item, string version) =>
        item["metadata"]!["managedFields"]?.AsArray().FirstOrDefault(entry =>
            (string?)entry!["manager"] == FieldManager && (string?)entry["operation"] == "Apply" && (string?)entry["apiVersion"] == version)?["fieldsV1"]?.AsObject();

    private static JsonObject Body(JsonObject item, JsonObject fields, string version, string kind, string ns)
    {
        var body = OwnedFields.Of(item, fields);
        (body["apiVersion"], body["kind"]) = (version, kind);
        var metadata = (body["metadata"] ??= new JsonObject()).AsObject();
        (metadata["name"], metadata["namespace"]) = ((string)item["metadata"]!["name"]!, ns);
        // There is no registry to own them: the garbage collector would delete them.
        metadata.Remove("ownerReferences");
        return body;
    }
}
