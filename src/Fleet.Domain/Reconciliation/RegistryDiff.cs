using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass over a registry would change in its cluster, as the API server sees it. Nothing was changed.</summary>
/// <param name="Version">The one it is rendered as.</param>
/// <param name="Faults">Why such a pass could not do all its work, for people.</param>
/// <param name="Objects">All that it would apply now, those that stay as they are too.</param>
public sealed record RegistryDiff(string Version, ImmutableArray<string> Faults, ImmutableArray<ObjectChange> Objects);

/// <param name="Changes">Empty when nothing of it differs, or when that is not known.</param>
/// <param name="Problem">Why it is not known, or why it would be refused; null when neither.</param>
public sealed record ObjectChange(ComponentKind Component, ObjectKey Key, ObjectAction Action, ImmutableArray<FieldChange> Changes, string? Problem);

/// <summary>What would become of an object.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ObjectAction>))]
public enum ObjectAction
{
    /// <summary>It stays as it is.</summary>
    Keep,
    Create,
    Change,

    /// <summary>It is deleted and made anew: a Job cannot be changed.</summary>
    Replace,

    /// <summary>The API server does not take it.</summary>
    Refuse,
}
