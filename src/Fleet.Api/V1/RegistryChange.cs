using System.Text.Json;

namespace Fleet.Api.V1;

/// <summary>What a write to a registry changed in its cluster, or would change.</summary>
/// <param name="DryRun">Nothing was written.</param>
/// <param name="ResourceVersion">Of the QuayRegistry after it; before it in a dry run.</param>
/// <param name="Changes">Empty when everything was so before, and for a deletion.</param>
/// <param name="Lost">For a deletion: what goes with the registry, for good.</param>
public sealed record RegistryChange(
    string Cluster,
    string Namespace,
    string Name,
    RegistryAction Action,
    bool DryRun,
    string Uid,
    string ResourceVersion,
    IReadOnlyList<FieldChange> Changes,
    IReadOnlyList<string> Lost);

/// <summary>What is done to a registry.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(System.Text.Json.Serialization.JsonStringEnumConverter<RegistryAction>))]
public enum RegistryAction
{
    [System.Text.Json.Serialization.JsonStringEnumMemberName("create")] Create,
    [System.Text.Json.Serialization.JsonStringEnumMemberName("edit")] Edit,
    [System.Text.Json.Serialization.JsonStringEnumMemberName("pause")] Pause,
    [System.Text.Json.Serialization.JsonStringEnumMemberName("resume")] Resume,
    [System.Text.Json.Serialization.JsonStringEnumMemberName("delete")] Delete,
    [System.Text.Json.Serialization.JsonStringEnumMemberName("reconfigure")] Reconfigure,
}

/// <summary>A field that changes.</summary>
/// <param name="Path">For example <c>spec.components[quay].overrides.replicas</c>.</param>
/// <param name="Before">Null when it was not there; <c>(not shown)</c> when it may be a secret.</param>
/// <param name="After">Null when it goes; <c>(not shown)</c> when it may be a secret.</param>
public sealed record FieldChange(string Path, JsonElement? Before, JsonElement? After);
