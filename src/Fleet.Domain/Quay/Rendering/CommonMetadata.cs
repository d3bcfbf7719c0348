using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Sharing;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>What all objects of a registry have in common: prefixed name, namespace, labels, annotations, owner.</summary>
internal static class CommonMetadata
{
    public static RenderedObject Stamp(Manifest manifest, Build build)
    {
        var ns = manifest.ForeignNamespace ?? build.Registry.Namespace;
        var name = build.Name(manifest.Suffix);
        var common = CommonAnnotations.Of(build);
        var annotations = Sorted([
            .. manifest.Annotations.Detach(), .. common,
            ("quay-component", build.AtLeast(3, 6) && manifest.OwnerAnnotation is { Length: > 0 } owner ? owner : null)]);
        var labels = Sorted([.. manifest.Labels.Detach(), ("quay-component", manifest.ComponentLabel), .. CommonLabels(manifest, build)]);

        var body = Map(
        [
            ("apiVersion", ApiVersion(manifest)),
            ("kind", manifest.Kind.Kind),
            ("metadata", Map(
                ("name", name),
                ("namespace", ns),
                ("labels", labels),
                ("annotations", annotations),
                ("ownerReferences", manifest.ForeignNamespace is null ? List(OwnerReference(build.Registry)) : null))),
            .. manifest.Fields.Detach(),
        ]);
        ReachPods(body, manifest, build);
        return new RenderedObject(new ObjectKey(manifest.Kind, SharedText.Of(ns), SharedText.Of(name)), manifest.Owner, body);
    }

    private static string ApiVersion(Manifest manifest) =>
        manifest.Kind.Group.Length == 0 ? manifest.Version : $"{manifest.Kind.Group}/{manifest.Version}";

    /// <summary>The common labels and annotations also go to pod templates and to the selectors that find the pods.</summary>
    private static void ReachPods(JsonObject body, Manifest manifest, Build build)
    {
        if (manifest.Kind == ResourceKind.Service) AddLabels(body.Child("spec").Child("selector"), manifest, build);
        if (manifest.Kind == ResourceKind.Deployment) AddLabels(body.Child("spec").Child("selector").Child("matchLabels"), manifest, build);
        if (manifest.Kind != ResourceKind.Deployment && manifest.Kind != ResourceKind.Job) return;
        var template = body.Child("spec").Child("template").Child("metadata");
        AddLabels(template.Child("labels"), manifest, build);
        template["annotations"] = Sorted(CommonAnnotations.Of(build));
    }

    private static void AddLabels(JsonObject labels, Manifest manifest, Build build)
    {
        foreach (var (key, value) in CommonLabels(manifest, build)) labels[key] = value;
    }

    private static IEnumerable<(string, JsonNode?)> CommonLabels(Manifest manifest, Build build)
    {
        if (manifest.IsBase) yield return ("app", "quay");
        yield return (QuayRegistry.RegistryLabel, build.Registry.Name);
    }

    private static JsonObject OwnerReference(QuayRegistry registry) => Map(
        ("apiVersion", QuayRegistry.ApiVersion),
        ("kind", QuayRegistry.Kind),
        ("name", registry.Name),
        ("uid", registry.Uid));

    private static JsonObject Sorted(IEnumerable<(string Key, JsonNode? Value)> entries) =>
        Map(entries.OrderBy(entry => entry.Key, StringComparer.Ordinal));
}
