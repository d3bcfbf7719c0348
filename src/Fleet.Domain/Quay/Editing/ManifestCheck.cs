using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;

namespace Fleet.Domain.Quay.Editing;

/// <summary>
/// Finds everything wrong with a manifest that can be told without its cluster. The schema of <c>spec</c> is the API server's to hold; what is
/// checked here is what it lets through, or would answer without naming the field.
/// </summary>
public static class ManifestCheck
{
    private const string Names = "use lower-case letters, digits and '-', beginning and ending with a letter or digit.";

    /// <summary>Kubernetes writes these; an object as it was read holds them.</summary>
    private static readonly string[] Ignored = ["managedFields", "creationTimestamp", "generation", "selfLink", "finalizers", "deletionTimestamp", "deletionGracePeriodSeconds"];

    private static readonly string[] Known = ["name", "namespace", "labels", "annotations", "uid", "resourceVersion"];

    /// <param name="key">Which registry it has to be of; null when the manifest names it.</param>
    public static ImmutableArray<ManifestFault> Shape(JsonObject manifest, RegistryKey? key)
    {
        var faults = ImmutableArray.CreateBuilder<ManifestFault>();
        foreach (var name in manifest.Select(member => member.Key).Except(["apiVersion", "kind", "metadata", "spec", "status"]))
            faults.Add(new($"#/{Escaped(name)}", $"'{name}' is no field of a QuayRegistry: use apiVersion, kind, metadata and spec."));
        Fixed(faults, manifest["apiVersion"], "#/apiVersion", QuayRegistry.ApiVersion);
        Fixed(faults, manifest["kind"], "#/kind", QuayRegistry.Kind);
        Identity(faults, manifest["metadata"], key);
        Components(faults, manifest["spec"]);
        return faults.ToImmutable();
    }

    /// <summary>What the manifest would change that is not for an edit to change.</summary>
    /// <param name="current">The object as it is; null when one is created.</param>
    public static ImmutableArray<ManifestFault> Decisions(JsonObject manifest, JsonObject? current) =>
    [
        .. RegistryManifest.Decisions
            .Where(name => current is not null || name is QuayRegistry.ApprovalAnnotation or QuayRegistry.ClaimAnnotation)
            .Select(name => (Name: name, Wanted: Text(manifest["metadata"]?["annotations"]?[name]), Is: Text(current?["metadata"]?["annotations"]?[name])))
            .Where(decision => decision.Wanted is not null && decision.Wanted != decision.Is)
            .Select(decision => new ManifestFault(
                $"#/metadata/annotations/{Escaped(decision.Name)}",
                $"{decision.Name} '{decision.Wanted}' is not set by {(current is null ? "creating" : "editing")} a registry: leave it {(decision.Is is { } now ? $"'{now}'" : "out")}, "
                + "and have the version approved (`quayfleet upgrade approve`) or a rollout started.")),
    ];

    /// <summary>The registry that a manifest without faults is of.</summary>
    public static RegistryKey KeyOf(JsonObject manifest, ClusterName cluster) =>
        RegistryKey.Parse($"{cluster}/{Text(manifest["metadata"]?["namespace"])}/{Text(manifest["metadata"]?["name"])}");

    private static void Identity(ImmutableArray<ManifestFault>.Builder faults, JsonNode? node, RegistryKey? key)
    {
        if (node is not JsonObject metadata)
        {
            faults.Add(new("#/metadata", "metadata is not there, or no object: write its name and namespace."));
            return;
        }
        var (ns, name) = (Text(metadata["namespace"]), Text(metadata["name"]));
        if (ns is null || !DnsNames.IsLabel(ns)) faults.Add(new("#/metadata/namespace", $"'{ns}' is no namespace: {Names}"));
        else if (key is { } meant && ns != meant.Namespace) faults.Add(new("#/metadata/namespace", $"'{ns}' is not the namespace of {meant}: write {meant.Namespace}."));
        if (name is null || !DnsNames.IsSubdomain(name)) faults.Add(new("#/metadata/name", $"'{name}' is no registry name: {Names}"));
        else if (key is { } same && name != same.Name) faults.Add(new("#/metadata/name", $"'{name}' is not the name of {same}: write {same.Name}. A registry is not renamed."));
        foreach (var texts in (string[])["labels", "annotations"]) Texts(faults, metadata[texts], texts);
        foreach (var version in (string[])["uid", "resourceVersion"])
            if (metadata[version] is { } value && Text(value) is null)
                faults.Add(new($"#/metadata/{version}", $"{version} is no text: write it as it was read, or leave it out."));
        foreach (var unknown in metadata.Select(member => member.Key).Except(Known).Except(Ignored))
            faults.Add(new($"#/metadata/{Escaped(unknown)}", $"'{unknown}' is not set here: use {string.Join(", ", Known)}."));
    }

    private static void Texts(ImmutableArray<ManifestFault>.Builder faults, JsonNode? node, string name)
    {
        if (node is null) return;
        if (node is not JsonObject texts)
        {
            faults.Add(new($"#/metadata/{name}", $"{name} is no object: write names and texts."));
            return;
        }
        foreach (var (key, value) in texts)
        {
            if (Text(value) is not { } text) faults.Add(new($"#/metadata/{name}/{Escaped(key)}", $"the value of '{key}' is no text: put it into quotes."));
            else if (name == "labels" && LabelRules.Problem(key, text) is { } problem) faults.Add(new($"#/metadata/labels/{Escaped(key)}", problem));
        }
    }

    private static void Components(ImmutableArray<ManifestFault>.Builder faults, JsonNode? spec)
    {
        if (spec is null) return;
        if (spec is not JsonObject || spec["components"] is not (null or JsonArray))
        {
            faults.Add(new(spec is JsonObject ? "#/spec/components" : "#/spec", "spec is an object, and its components are a list: see `kubectl explain quayregistry.spec`."));
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, component) in (spec["components"] as JsonArray ?? []).Index())
        {
            var (at, kind) = ($"#/spec/components/{index}", Text((component as JsonObject)?["kind"]));
            if (kind is null || !ComponentKinds.TryParse(kind, out _))
                faults.Add(new($"{at}/kind", $"'{kind}' is no component: {KindSuggestion.Hint(kind)}use {string.Join(", ", Enum.GetValues<ComponentKind>().Select(known => known.ApiName()))}."));
            else if (!seen.Add(kind)) faults.Add(new($"{at}/kind", $"'{kind}' is listed twice: leave one."));
            if (component is not JsonObject entry) continue;
            if (entry["managed"] is not JsonValue managed || !managed.TryGetValue<bool>(out _)) faults.Add(new($"{at}/managed", "managed is not there, or no boolean: write true or false."));
            Masks(faults, entry["overrides"], $"{at}/overrides");
        }
    }

    // What was shown is not what is there.
    private static void Masks(ImmutableArray<ManifestFault>.Builder faults, JsonNode? overrides, string at)
    {
        foreach (var (index, entry) in ((overrides as JsonObject)?["env"] as JsonArray ?? []).Index())
            if (entry is JsonObject variable && Text(variable["value"]) == HiddenValues.Mask)
                faults.Add(new($"{at}/env/{index}/value", $"the value of '{Text(variable["name"])}' was not shown to you: write it, or take it from a Secret with valueFrom."));
    }

    private static void Fixed(ImmutableArray<ManifestFault>.Builder faults, JsonNode? node, string pointer, string value)
    {
        if (Text(node) != value) faults.Add(new(pointer, $"'{Text(node)}' will not do: write {value}."));
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static string Escaped(string member) => member.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
