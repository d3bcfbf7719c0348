using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>What a pass over a registry would change in its cluster, as the API server sees it in a dry run.</summary>
/// <param name="Version">The one it is rendered as.</param>
/// <param name="Faults">Why such a pass could not do all its work.</param>
/// <param name="Objects">All that it would apply now, those that stay as they are too.</param>
public sealed record RegistryDiff(string Version, IReadOnlyList<string> Faults, IReadOnlyList<ObjectChange> Objects);

/// <summary>An object of a registry, and what would become of it.</summary>
/// <param name="Component">As in <c>spec.components</c>.</param>
/// <param name="Changes">Field by field; of Secrets which files differ, and not in what.</param>
/// <param name="Problem">Why it is not known, or would be refused; null when neither.</param>
public sealed record ObjectChange(
    string Component, string Kind, string Namespace, string Name, ObjectAction Action, IReadOnlyList<FieldChange> Changes, string? Problem);

/// <summary>What would become of an object.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectAction>))]
public enum ObjectAction
{
    /// <summary>It stays as it is.</summary>
    [JsonStringEnumMemberName("keep")] Keep,
    [JsonStringEnumMemberName("create")] Create,
    [JsonStringEnumMemberName("change")] Change,

    /// <summary>It is deleted and made anew.</summary>
    [JsonStringEnumMemberName("replace")] Replace,

    /// <summary>The API server does not take it.</summary>
    [JsonStringEnumMemberName("refuse")] Refuse,
}
