using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Manifests;

/// <summary>
/// An object as its component writes it: without the registry's name, and without what all objects have in common, which
/// <see cref="Rendering.CommonMetadata"/> adds.
/// </summary>
/// <param name="Suffix">The object is called <c>REGISTRY-SUFFIX</c>.</param>
/// <param name="Fields">Everything beside <c>apiVersion</c>, <c>kind</c> and <c>metadata</c>.</param>
internal sealed record Manifest(ResourceKind Kind, string Version, string Suffix, JsonObject Fields)
{
    /// <summary>Who applies it and answers for its health.</summary>
    public ComponentKind Owner { get; init; } = ComponentKind.Quay;

    /// <summary>The annotation <c>quay-component</c>, which overrides follow: null for the one all objects of the component have, empty for
    /// none.</summary>
    public string? OwnerAnnotation { get; init; }

    /// <summary>The label <c>quay-component</c>; null when the object has none.</summary>
    public string? ComponentLabel { get; init; }

    /// <summary>Base objects, their selectors and pods additionally carry <c>app: quay</c>.</summary>
    public bool IsBase { get; init; }

    public JsonObject Labels { get; init; } = [];

    public JsonObject Annotations { get; init; } = [];

    /// <summary>Another namespace than the registry's; such an object cannot have an owner reference.</summary>
    public string? ForeignNamespace { get; init; }

    public JsonObject Spec => Fields.Child("spec");

    /// <summary>The pod template's spec of a Deployment or Job.</summary>
    public JsonObject PodSpec => Spec.Child("template").Child("spec");

    public static Manifest Deployment(string suffix, string podLabel, JsonObject spec, JsonObject pod) =>
        new(ResourceKind.Deployment, "v1", suffix, Map(("spec", Map([
            .. spec.Detach(),
            ("selector", Map(("matchLabels", Map(("quay-component", podLabel))))),
            ("template", Map(
                ("metadata", Map(("labels", Map(("quay-component", podLabel))))),
                ("spec", pod)))]))))
        {
            ComponentLabel = podLabel,
        };

    public static Manifest Service(string suffix, string label, string? podLabel, params IEnumerable<JsonNode?> ports) =>
        new(ResourceKind.Service, "v1", suffix, Map(("spec", Map(
            ("type", "ClusterIP"),
            ("ports", List(ports)),
            ("selector", Map(("quay-component", podLabel ?? label)))))))
        {
            ComponentLabel = label,
        };

    public static JsonObject ServicePort(string name, int port, int targetPort) => Map(
        ("name", name), ("port", port), ("protocol", "TCP"), ("targetPort", targetPort));

    public static Manifest ServiceAccount(string suffix) => new(ResourceKind.ServiceAccount, "v1", suffix, []);

    public static Manifest ConfigMap(string suffix, params IEnumerable<(string Key, JsonNode? Value)> data)
    {
        var map = Map(data);
        return new(ResourceKind.ConfigMap, "v1", suffix, map.Count == 0 ? [] : Map(("data", map)));
    }

    public static Manifest Claim(string suffix, string label, string size) =>
        new(ResourceKind.PersistentVolumeClaim, "v1", suffix, Map(("spec", Map(
            ("accessModes", List("ReadWriteOnce")),
            ("resources", Map(("requests", Map(("storage", size)))))))))
        {
            ComponentLabel = label,
        };

    public static Manifest Role(string suffix, params IEnumerable<JsonNode?> rules) =>
        new(ResourceKind.Role, "v1", suffix, Map(("rules", List(rules))));

    public static Manifest RoleBinding(string suffix, string role, string account, string accountNamespace) =>
        new(ResourceKind.RoleBinding, "v1", suffix, Map(
            ("roleRef", Map(("apiGroup", "rbac.authorization.k8s.io"), ("kind", "Role"), ("name", role))),
            ("subjects", List(Map(("kind", "ServiceAccount"), ("name", account), ("namespace", accountNamespace))))));
}
