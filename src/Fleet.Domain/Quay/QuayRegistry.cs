using System.Collections.Immutable;
using Fleet.Domain.Status;

namespace Fleet.Domain.Quay;

/// <summary>A QuayRegistry object (<c>quay.redhat.com/v1</c>) as read from its cluster.</summary>
/// <param name="Components"><c>spec.components</c> in the order the user gave; empty when absent.</param>
public sealed record QuayRegistry(
    string Namespace,
    string Name,
    string Uid,
    string ResourceVersion,
    long Generation,
    ImmutableSortedDictionary<string, string> Labels,
    ImmutableSortedDictionary<string, string> Annotations,
    ImmutableArray<string> Finalizers,
    DateTimeOffset? DeletionTimestamp,
    string? ConfigBundleSecret,
    ImmutableArray<ComponentSpec> Components,
    QuayRegistryStatus Status)
{
    public const string Group = "quay.redhat.com";
    public const string Version = "v1";
    public const string ApiVersion = Group + "/" + Version;
    public const string Kind = "QuayRegistry";
    public const string Finalizer = "quay-operator/finalizer";

    /// <summary>On every rendered object; the watch's selector.</summary>
    public const string RegistryLabel = "quay-operator/quayregistry";

    public const string TargetVersionAnnotation = "quay-fleet/target-version";

    /// <summary>The channel whose upgrades the registry gets, whatever its cluster follows.</summary>
    public const string ChannelAnnotation = "quay-fleet/channel";

    /// <summary>Manual or Automatic, whatever is said of its cluster and channel.</summary>
    public const string ApprovalAnnotation = "quay-fleet/approval";

    /// <summary>Images in place of those of the release; see <see cref="Releases.ImageOverrides"/>.</summary>
    public const string ImagesAnnotation = "quay-fleet/images";

    /// <summary>Written by a rollout with the version it asks for: which attempt of which rollout this is.</summary>
    public const string ClaimAnnotation = "quay-fleet/claim";

    public const string PausedAnnotation = "quay-fleet/paused";
}

/// <summary>One entry of <c>spec.components</c>. <paramref name="Kind"/> is free text: unknown kinds are the validator's to report.</summary>
public sealed record ComponentSpec(string Kind, bool Managed, ComponentOverrides? Overrides = null);

/// <summary>
/// <c>spec.components[].overrides</c>. A member is null when the field is absent. Kubernetes-typed members (<c>env</c>, <c>affinity</c>,
/// <c>resources</c>, <c>securityContext</c>) stay as JSON text, compact, since they are only carried over.
/// </summary>
public sealed record ComponentOverrides(
    string? VolumeSize = null,
    string? EnvJson = null,
    int? Replicas = null,
    string? AffinityJson = null,
    ImmutableSortedDictionary<string, string>? Labels = null,
    ImmutableSortedDictionary<string, string>? Annotations = null,
    string? ResourcesJson = null,
    string? StorageClassName = null,
    string? SecurityContextJson = null);

/// <summary><c>status</c> of a QuayRegistry.</summary>
public sealed record QuayRegistryStatus(
    string? CurrentVersion,
    string? RegistryEndpoint,
    string? ConfigEditorEndpoint,
    string? ConfigEditorCredentialsSecret,
    string? LastUpdated,
    ImmutableArray<Condition> Conditions,
    string? Components = null)
{
    public static QuayRegistryStatus Empty { get; } = new(null, null, null, null, null, []);

    /// <summary>Whether writing the one over the other would change anything that matters; when it was written does not.</summary>
    public bool SaysTheSameAs(QuayRegistryStatus other) =>
        this with { Conditions = [], LastUpdated = null } == other with { Conditions = [], LastUpdated = null } && Conditions.SequenceEqual(other.Conditions);
}
