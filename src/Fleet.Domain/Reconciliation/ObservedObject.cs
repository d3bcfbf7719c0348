using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// The projection of a Kubernetes object that the watcher keeps: identity, ownership, and the few fields that readiness asks for. Never the
/// whole object, and never Secret data.
/// </summary>
/// <param name="Generation"><c>metadata.generation</c>; 0 for kinds without one.</param>
/// <param name="Fingerprint">
/// Hash of the set of fields that our applies own: when it differs from the one our last apply returned, somebody changed one of them. Null
/// when we own nothing of the object.
/// </param>
/// <param name="Registry">Value of the label <c>quay-operator/quayregistry</c>; null when absent.</param>
/// <param name="OperatorWrite">When the in-cluster operator's field manager (<c>quay-operator</c>) last wrote; null when never.</param>
/// <param name="Writer">Field manager of whoever but us wrote last, by the times that the API server notes; null when nobody did.</param>
public sealed record ObservedObject(
    ObjectKey Key,
    string Uid,
    string ResourceVersion,
    long Generation,
    Hash128? Fingerprint,
    bool Deleting,
    ImmutableArray<ObservedOwner> Owners,
    string? Registry,
    DateTimeOffset? OperatorWrite,
    ObservedFacts? Facts,
    string? Writer = null) : IOfObject;

/// <summary>An owner reference.</summary>
public sealed record ObservedOwner(string ApiVersion, string Kind, string Name, string Uid);

/// <summary>What readiness asks of one kind. Kinds without such facts have none.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(QuayRegistryFacts), "registry")]
[JsonDerivedType(typeof(DeploymentFacts), "deployment")]
[JsonDerivedType(typeof(JobFacts), "job")]
[JsonDerivedType(typeof(RouteFacts), "route")]
[JsonDerivedType(typeof(BucketClaimFacts), "bucketClaim")]
[JsonDerivedType(typeof(VolumeClaimFacts), "volumeClaim")]
[JsonDerivedType(typeof(AutoscalerFacts), "autoscaler")]
public abstract record ObservedFacts;

/// <summary>The QuayRegistry itself.</summary>
public sealed record QuayRegistryFacts(QuayRegistry Registry) : ObservedFacts;

/// <param name="DesiredReplicas"><c>spec.replicas</c>; the API server fills in 1.</param>
/// <param name="AvailableCondition">The condition of type <c>Available</c>; null when absent.</param>
/// <param name="Images">Images of the regular containers, in order.</param>
public sealed record DeploymentFacts(
    int DesiredReplicas,
    long ObservedGeneration,
    int UpdatedReplicas,
    int AvailableReplicas,
    DeploymentCondition? AvailableCondition,
    ImmutableArray<string> Images) : ObservedFacts;

/// <summary>A Deployment's condition.</summary>
public sealed record DeploymentCondition(string Status, string Message);

/// <param name="FailedMessage">Message of the condition <c>Failed</c>=True; null when it is absent.</param>
/// <param name="Migration">What the Job was made to migrate; null when the fleet did not make it.</param>
/// <param name="Inputs">Hash of the spec it was made with; see <see cref="MigrationJob"/>.</param>
/// <param name="EndedAt">When it was completed, or given up.</param>
public sealed record JobFacts(
    int Active,
    int Succeeded,
    int Failed,
    string? FailedMessage,
    MigrationKey? Migration = null,
    string? Inputs = null,
    DateTimeOffset? StartedAt = null,
    DateTimeOffset? EndedAt = null) : ObservedFacts;

public sealed record RouteFacts(string? Host, ImmutableArray<RouteIngress> Ingress) : ObservedFacts;

/// <param name="RouterCanonicalHostname">For example <c>router-default.apps.example.com</c>.</param>
/// <param name="Admitted">The ingress has the condition <c>Admitted</c>=True.</param>
public sealed record RouteIngress(string? Host, string? RouterName, string? RouterCanonicalHostname, bool Admitted);

/// <param name="Phase"><c>Bound</c> when the provisioner has made the bucket.</param>
public sealed record BucketClaimFacts(string? Phase) : ObservedFacts;

public sealed record VolumeClaimFacts(string? Phase) : ObservedFacts;

/// <param name="Target">Name of the Deployment that it scales.</param>
public sealed record AutoscalerFacts(string? Target) : ObservedFacts;
