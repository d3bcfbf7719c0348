using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Sharing;

namespace Fleet.Domain.Projections;

/// <param name="Problem">What in the object has a wrong type and was read as absent; null when nothing.</param>
public sealed record Projection(ObservedObject Object, string? Problem);

/// <summary>How objects are reduced.</summary>
/// <param name="FieldManager">Whose fields the fingerprint is of.</param>
/// <param name="MetadataOnly">Nothing else is there: no facts follow.</param>
public sealed record ProjectionRules(string FieldManager, bool MetadataOnly = false);

/// <summary>Reduces a Kubernetes object to what the fleet keeps of it.</summary>
public static class ObjectProjection
{
    internal const string Operator = "quay-operator";
    private const int MostProblems = 5;

    /// <summary>Each of fifty objects of a registry has the same.</summary>
    private static readonly SharedValues<SoleOwner> SharedOwners = new(4096);

    /// <summary>Never throws for what the object holds: the fields of CRDs can be of any type.</summary>
    /// <param name="kind">Given rather than read: lists and metadata-only answers do not carry the object's own.</param>
    /// <returns>Null when it has no name. The resourceVersion is empty for what a dry run would create.</returns>
    public static Projection? Project(JsonElement obj, ResourceKind kind, ProjectionRules rules)
    {
        if (obj.ValueKind != JsonValueKind.Object) return null;
        var root = new Field(obj, "", []);
        var metadata = root["metadata"];
        if (metadata["name"].Text() is not { Length: > 0 } name) return null;
        var version = metadata["resourceVersion"].Text() ?? "";

        var identity = new Identity(kind, metadata["namespace"].Text() ?? "", name, metadata["uid"].Text() ?? "", version, metadata["generation"].Number() ?? 0);
        var labels = metadata["labels"];
        var observed = new ObservedObject(
            new ObjectKey(kind, identity.Namespace, name),
            identity.Uid,
            version,
            identity.Generation,
            OwnedFields.Fingerprint(obj, rules.FieldManager),
            Deleting: !metadata["deletionTimestamp"].IsAbsent,
            Owners(metadata),
            labels[QuayRegistry.RegistryLabel].Text(),
            OperatorWrite(metadata),
            rules.MetadataOnly ? null : FactsProjection.Project(root, identity),
            Writer(metadata, rules.FieldManager));
        var problems = root.Problems;
        return new Projection(observed, problems.Count == 0 ? null : string.Join("; ", problems.Distinct().Take(MostProblems)));
    }

    private static ImmutableArray<ObservedOwner> Owners(Field metadata)
    {
        var owners = metadata["ownerReferences"].Items().Select(OwnerOf).ToList();
        return owners is [var sole] ? SharedOwners.Share(new SoleOwner(sole)).Alone : [.. owners];
    }

    private static ObservedOwner OwnerOf(Field owner) =>
        new(owner["apiVersion"].Text() ?? "", owner["kind"].Text() ?? "", owner["name"].Text() ?? "", owner["uid"].Text() ?? "");

    // A status is written by controllers all the time, and says nothing about who changed the object.
    private static string? Writer(Field metadata, string fleet) => metadata["managedFields"].Items()
        .Where(entry => entry["subresource"].Text() is null or "" && entry["manager"].Text() is { Length: > 0 } manager && manager != fleet)
        .OrderByDescending(entry => entry["time"].Time())
        .Select(entry => entry["manager"].Text()!)
        .FirstOrDefault();

    private static DateTimeOffset? OperatorWrite(Field metadata) =>
        metadata["managedFields"].Items().Where(entry => entry["manager"].Text() == Operator).Max(entry => entry["time"].Time());
}

/// <summary>The list that an object has whose only owner this is.</summary>
internal sealed class SoleOwner(ObservedOwner owner) : IEquatable<SoleOwner>
{
    public ImmutableArray<ObservedOwner> Alone { get; } = [owner];

    public bool Equals(SoleOwner? other) => other is not null && other.Alone[0] == Alone[0];

    public override bool Equals(object? obj) => Equals(obj as SoleOwner);

    public override int GetHashCode() => Alone[0].GetHashCode();
}

/// <summary>What every kind's facts may need of the metadata.</summary>
internal sealed record Identity(ResourceKind Kind, string Namespace, string Name, string Uid, string ResourceVersion, long Generation);
