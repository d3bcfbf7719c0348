using System.Text.Json.Nodes;
using Fleet.Kubernetes.Requests;
using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

internal static class Results
{
    public static T Value<T>(this KubernetesResult<T> result)
    {
        Assert.True(result.Succeeded(out var value, out var error), error?.ToString());
        return value!;
    }

    public static JsonObject ConfigMap(string ns, string name, string value = "1") => Parse(
        $$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{name}}","namespace":"{{ns}}","labels":{"quay-operator/quayregistry":"reg"} },"data":{"k":"{{value}}"} }""");

    public static JsonObject Deployment(string ns, string name) => Parse(
        $$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{name}}","namespace":"{{ns}}","annotations":{"a":"b"} },
         "spec":{"replicas":1,"selector":{"matchLabels":{"x":"y"} },"template":{"metadata":{"labels":{"x":"y"} },
           "spec":{"containers":[{"name":"c","image":"i"}]} } } }
        """);

    public static JsonObject Parse(string json) => (JsonObject)JsonNode.Parse(json)!;
}
