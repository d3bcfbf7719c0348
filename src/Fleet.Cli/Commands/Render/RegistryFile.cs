using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Cli.Commands.Render;

/// <summary>Reads a QuayRegistry as far as rendering asks.</summary>
internal static class RegistryFile
{
    public static QuayRegistry Read(FileInfo file)
    {
        var root = InputField.Read(file);
        if (root["kind"].Text is { } kind && kind != QuayRegistry.Kind) throw root["kind"].Fault($"write {QuayRegistry.Kind}");
        var (metadata, spec) = (root["metadata"], root["spec"]);
        return new QuayRegistry(
            Name(metadata["namespace"], DnsNames.IsLabel),
            Name(metadata["name"], DnsNames.IsSubdomain),
            metadata["uid"].Text ?? "",
            metadata["resourceVersion"].Text ?? "",
            metadata["generation"].Integer ?? 0,
            Texts(metadata["labels"]),
            Texts(metadata["annotations"]),
            Finalizers: [],
            DeletionTimestamp: null,
            spec["configBundleSecret"].Text,
            [.. spec["components"].Items.Select(Component)],
            Status(root["status"]));
    }

    private static string Name(InputField field, Func<string, bool> isValid) =>
        isValid(field.RequiredText) ? field.RequiredText : throw field.Fault("use lower-case letters, digits and '-'");

    private static ComponentSpec Component(InputField component) => new(
        component["kind"].RequiredText,
        component["managed"].Boolean ?? throw component["managed"].Fault("write true or false"),
        component["overrides"].IsPresent ? Overrides(component["overrides"]) : null);

    private static ComponentOverrides Overrides(InputField overrides) => new(
        VolumeSize: overrides["volumeSize"].Node is JsonValue size ? size.ToString() : overrides["volumeSize"].Text,
        EnvJson: Json(overrides["env"]),
        Replicas: overrides["replicas"].Integer is { } replicas ? checked((int)replicas) : null,
        AffinityJson: Json(overrides["affinity"]),
        Labels: overrides["labels"].IsPresent ? Texts(overrides["labels"]) : null,
        Annotations: overrides["annotations"].IsPresent ? Texts(overrides["annotations"]) : null,
        ResourcesJson: Json(overrides["resources"]),
        StorageClassName: overrides["storageClassName"].Text,
        SecurityContextJson: Json(overrides["securityContext"]));

    private static string? Json(InputField field) => field.Node?.ToJsonString();

    private static ImmutableSortedDictionary<string, string> Texts(InputField map) =>
        map.Members.ToImmutableSortedDictionary(member => member.Name, member => member.Value.Text ?? "", StringComparer.Ordinal);

    private static QuayRegistryStatus Status(InputField status) => QuayRegistryStatus.Empty with
    {
        CurrentVersion = status["currentVersion"].Text,
        Conditions =
        [
            .. status["conditions"].Items.Select(condition => new Condition(
                condition["type"].RequiredText, condition["status"].RequiredText, condition["reason"].Text ?? "", condition["message"].Text ?? "")),
        ],
    };
}
