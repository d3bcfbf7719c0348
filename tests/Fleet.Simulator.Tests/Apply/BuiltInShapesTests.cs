using System.Text.Json.Nodes;
using Fleet.Simulator.Apply.Shapes;
using Fleet.Simulator.Tests.Recording;
using Xunit;

namespace Fleet.Simulator.Tests.Apply;

/// <summary>The table of shapes is what a real server publishes.</summary>
public sealed class BuiltInShapesTests(RealServer server)
{
    [Theory]
    [InlineData("apps", "v1", "Deployment", "io.k8s.api.apps.v1.Deployment")]
    [InlineData("batch", "v1", "Job", "io.k8s.api.batch.v1.Job")]
    [InlineData("", "v1", "Service", "io.k8s.api.core.v1.Service")]
    [InlineData("", "v1", "PersistentVolumeClaim", "io.k8s.api.core.v1.PersistentVolumeClaim")]
    [InlineData("", "v1", "Secret", "io.k8s.api.core.v1.Secret")]
    [InlineData("autoscaling", "v2beta2", "HorizontalPodAutoscaler", "io.k8s.api.autoscaling.v2beta2.HorizontalPodAutoscaler")]
    [InlineData("rbac.authorization.k8s.io", "v1", "RoleBinding", "io.k8s.api.rbac.v1.RoleBinding")]
    [InlineData("coordination.k8s.io", "v1", "Lease", "io.k8s.api.coordination.v1.Lease")]
    [InlineData("", "v1", "Event", "io.k8s.api.core.v1.Event")]
    public async Task Fields_and_lists_are_those_the_server_publishes(string group, string version, string kind, string definition)
    {
        var definitions = (await server.Admin.GetAsync("openapi/v2"))["definitions"]!.AsObject();
        Compare(definitions, definitions[definition]!.AsObject(), BuiltInShapes.Versions(group, kind)[version].Shape, kind, []);
    }

    private static void Compare(JsonObject definitions, JsonObject schema, Shape shape, string path, HashSet<JsonObject> seen)
    {
        if ((string?)schema["$ref"] is { } reference) schema = definitions[reference["#/definitions/".Length..]]!.AsObject();
        if (!seen.Add(schema)) return;
        if (schema["properties"] is JsonObject properties)
        {
            var map = Assert.IsType<Shape.Map>(shape);
            Assert.Equal(properties.Select(field => field.Key).Order(StringComparer.Ordinal), map.Fields.Keys.Order(StringComparer.Ordinal));
            Assert.Equal((string?)schema["x-kubernetes-map-type"] == "atomic", map.IsAtomic);
            foreach (var (key, field) in properties) Compare(definitions, field!.AsObject(), map.Fields[key].Shape, $"{path}.{key}", seen);
        }
        else if ((string?)schema["type"] == "array")
        {
            var list = Assert.IsType<Shape.List>(shape);
            Assert.Equal((path, Keys(schema), Merges(schema)), (path, string.Join(',', list.Keys), !list.IsAtomic));
            Compare(definitions, schema["items"]!.AsObject(), list.Element.Shape, path + "[]", seen);
        }
    }

    // The newer words of a schema go before the older ones, which only know one key.
    private static string Keys(JsonObject schema) =>
        schema["x-kubernetes-list-map-keys"] is JsonArray keys ? string.Join(',', keys.Select(key => (string)key!))
        : schema["x-kubernetes-list-type"] is null && Merges(schema) ? (string?)schema["x-kubernetes-patch-merge-key"] ?? ""
        : "";

    private static bool Merges(JsonObject schema) => (string?)schema["x-kubernetes-list-type"] switch
    {
        "map" or "set" => true,
        "atomic" => false,
        _ => ((string?)schema["x-kubernetes-patch-strategy"] ?? "").Split(',').Contains("merge"),
    };
}
