using System.Text.Json.Nodes;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Manifests;

/// <summary>The parts of a container that recur.</summary>
internal static class Container
{
    public static JsonObject Env(string name, string value) => Map(("name", name), ("value", value));

    public static JsonObject EnvFromSecret(string name, string secret, string key) => Map(
        ("name", name),
        ("valueFrom", Map(("secretKeyRef", Map(("name", secret), ("key", key))))));

    public static JsonObject EnvFromField(string name, string path) => Map(
        ("name", name),
        ("valueFrom", Map(("fieldRef", Map(("fieldPath", path))))));

    public static JsonObject Port(int port, string? name = null) => Map(("name", name), ("containerPort", port), ("protocol", "TCP"));

    public static JsonObject Mount(string volume, string path, string? subPath = null, bool readOnly = false) => Map(
        ("name", volume),
        ("mountPath", path),
        ("subPath", subPath),
        ("readOnly", readOnly ? true : null));

    public static JsonObject Resources(JsonObject? requests = null, JsonObject? limits = null) =>
        Map(("requests", requests), ("limits", limits));

    public static JsonObject Amount(string cpu, string memory) => Map(("cpu", cpu), ("memory", memory));

    public static JsonObject Exec(params IEnumerable<JsonNode?> command) => Map(("command", List(command)));
}
