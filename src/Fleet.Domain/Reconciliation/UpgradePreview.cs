using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay.Editing;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass as another release would change of a registry's objects.</summary>
/// <param name="Faults">Why such a pass could not do its work; then nothing is told of objects.</param>
/// <param name="Objects">Those that would not stay as they are, in the order in which they would be applied.</param>
public sealed record UpgradePreview(ImmutableArray<string> Faults, ImmutableArray<ObjectPreview> Objects);

[JsonConverter(typeof(JsonStringEnumConverter<ObjectFate>))]
public enum ObjectFate
{
    Created,
    Changed,

    /// <summary>Deleted and created anew, as Jobs are.</summary>
    Replaced,
}

/// <param name="Fields">Of one that would be changed; contents of Secrets are masked.</param>
public sealed record ObjectPreview(ObjectKey Key, ObjectFate Fate, ImmutableArray<FieldChange> Fields)
{
    /// <param name="live">Null when it is not there.</param>
    /// <param name="tried">As the API server would have it after the apply; null when it can only be replaced.</param>
    /// <returns>Null when it would stay as it is.</returns>
    public static ObjectPreview? Of(ObjectKey key, JsonObject? live, JsonObject? tried)
    {
        if (live is null) return new ObjectPreview(key, ObjectFate.Created, []);
        if (tried is null) return new ObjectPreview(key, ObjectFate.Replaced, []);
        var fields = key.Kind == ResourceKind.Secret ? ObjectDiff.OfSecrets(live, tried) : ObjectDiff.OfAny(live, tried);
        return fields.IsEmpty ? null : new ObjectPreview(key, ObjectFate.Changed, fields);
    }
}
