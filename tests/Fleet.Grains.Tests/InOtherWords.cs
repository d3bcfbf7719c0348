using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;
using Fleet.Simulator.World;

namespace Fleet.Grains.Tests;

/// <summary>
/// A cluster that an operator deploys to which means what the fleet means and says it otherwise: YAML in its Secrets is written in another way, the
/// script that prepares the database is its own, and so generated Secrets have other names. Its images come from a mirror.
/// </summary>
internal sealed partial class InOtherWords(IWorldCluster cluster) : IWorldCluster
{
    public Task<JsonObject> ApplyAsync(string path, string body, CancellationToken cancellation) =>
        cluster.ApplyAsync(Renamed(path), Renamed(Reworded(JsonNode.Parse(body)!.AsObject()).ToJsonString()), cancellation);

    /// <summary>Superseded Secrets are no business of the operator's, so it lists none.</summary>
    public Task<JsonObject?> GetAsync(string path, CancellationToken cancellation) =>
        path.Contains("/secrets?", StringComparison.Ordinal) ? Task.FromResult<JsonObject?>(new JsonObject { ["items"] = new JsonArray() }) : cluster.GetAsync(path, cancellation);

    public Task<JsonObject> PatchAsync(string path, JsonObject patch, CancellationToken cancellation) => cluster.PatchAsync(path, patch, cancellation);

    public Task CreateAsync(string collection, JsonObject body, CancellationToken cancellation) => cluster.CreateAsync(collection, body, cancellation);

    public Task<JsonObject> DeleteAsync(string path, CancellationToken cancellation) => cluster.DeleteAsync(path, cancellation);

    public Task WatchAsync(IReadOnlyList<Resource> resources, string? ns, Action<Resource, JsonObject> changed, CancellationToken cancellation) =>
        cluster.WatchAsync(resources, ns, changed, cancellation);

    private static JsonObject Reworded(JsonObject body)
    {
        if ((string?)body["kind"] != "Secret" || body["data"] is not JsonObject data) return body;
        foreach (var (file, value) in data.ToList())
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String((string)value!));
            var other = file switch
            {
                "create-extensions.sh" => "#!/bin/bash\n# the operator's own\n",
                "config.yaml" => $"# in other words\n{YamlReader.Read(text)?.ToJsonString() ?? "{}"}\n",
                _ => text,
            };
            data[file] = Convert.ToBase64String(Encoding.UTF8.GetBytes(other));
        }
        return body;
    }

    /// <summary>The Deployment of that operator.</summary>
    public static JsonObject Operator() => (JsonObject)JsonNode.Parse("""
        {
          "apiVersion": "apps/v1", "kind": "Deployment",
          "metadata": {"name": "quay-operator-tng", "namespace": "default", "labels": {"olm.owner.kind": "ClusterServiceVersion"}},
          "spec": {
            "replicas": 0, "selector": {"matchLabels": {"name": "operator"}},
            "template": {
              "metadata": {"labels": {"name": "operator"}, "annotations": {"quay-version": "3.7.11"}},
              "spec": {"containers": [{"name": "operator", "image": "operator", "env": [
                {"name": "QUAY_VERSION", "valueFrom": {"fieldRef": {"fieldPath": "metadata.annotations['quay-version']"}}},
                {"name": "MY_POD_NAMESPACE", "valueFrom": {"fieldRef": {"fieldPath": "metadata.namespace"}}},
                {"name": "RELATED_IMAGE_COMPONENT_QUAY", "value": "MIRRORED"}
              ]}]}
            }
          }
        }
        """.Replace("MIRRORED", Mirrored, StringComparison.Ordinal))!;

    private static string Mirrored => "mirror.example.com/quay" + Digest;

    private static readonly string Digest = DefaultImages.Of(new ReleaseMinor(3, 7)).Quay![DefaultImages.Of(new ReleaseMinor(3, 7)).Quay!.IndexOf('@', StringComparison.Ordinal)..];

    private static string Renamed(string text) => HashSuffix().Replace(
        text.Replace("quay.io/projectquay/quay" + Digest, Mirrored, StringComparison.Ordinal).Replace("http://quay-operator:7071", "http://quay-operator.default.svc.cluster.local:7071", StringComparison.Ordinal),
        match => $"{match.Groups[1]}-{string.Concat(match.Groups[2].Value.Reverse())}");

    [GeneratedRegex("(payments-(?:quay-config-secret|quay-config-editor-credentials|quay-config-tls|extra-ca-certs|quay-proxy-config|postgres-config-secret|postgres-bootstrap|clair-config-secret))-([2456789bcdfghkmt]{10})(?![a-z0-9])")]
    private static partial Regex HashSuffix();
}
