using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Grains.Registries;

/// <summary>A part of a registry as its watcher saw it.</summary>
/// <param name="Session">The watch session that saw it.</param>
/// <param name="At">When.</param>
[GenerateSerializer, Immutable]
public sealed record ObservedBatch(
    [property: Id(0)] long Session,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] ImmutableArray<ObservedObject> Upserted,
    [property: Id(3)] ImmutableArray<DeletedObject> Deleted,
    [property: Id(4)] bool First);

[GenerateSerializer, Immutable]
public sealed record DeletedObject([property: Id(0)] ObjectKey Key, [property: Id(1)] string Uid);

/// <summary>What a component has to know to judge itself.</summary>
/// <param name="Session">The watch session in which everything the registry owns has been seen; 0 while that is not so.</param>
/// <param name="Unserved">Kinds the cluster does not serve: their absence says nothing.</param>
[GenerateSerializer, Immutable]
public sealed record ComponentContext(
    [property: Id(0)] long Session,
    [property: Id(1)] RegistryIdentity Registry,
    [property: Id(2)] ImmutableHashSet<ComponentKind> Managed,
    [property: Id(3)] ImmutableHashSet<ComponentKind> ScaledToZero,
    [property: Id(4)] BundleFacts Bundle,
    [property: Id(5)] ReadinessRules Rules,
    [property: Id(6)] ImmutableHashSet<ResourceKind> Unserved,
    [property: Id(7)] bool Migrated = false)
{
    /// <summary>Whether it says the same as another; records compare collections by reference.</summary>
    public bool SameAs(ComponentContext? other) =>
        other is not null && Session == other.Session && Registry == other.Registry && Bundle == other.Bundle && Migrated == other.Migrated
        && Managed.SetEquals(other.Managed) && ScaledToZero.SetEquals(other.ScaledToZero) && Unserved.SetEquals(other.Unserved)
        && (Rules == other.Rules || Rules with { Kinds = other.Rules.Kinds } == other.Rules && Rules.Kinds.SequenceEqual(other.Rules.Kinds));
}

/// <summary>Objects of one component and one step of a pass. The bodies may hold Secret values: they stay on this silo and are never stored.</summary>
[GenerateSerializer, Immutable]
public sealed record ReleasedStep(
    [property: Id(0)] long Epoch,
    [property: Id(1)] int Step,
    [property: Id(2)] ImmutableArray<ReleasedObject> Objects,
    [property: Id(3)] int Decision)
{
    public override string ToString() => $"step {Step} of pass {Epoch}: {Objects.Length} objects";
}

/// <param name="Body">The object as JSON.</param>
/// <param name="Hash">Keyed hash of the body: equal hashes, equal bodies.</param>
[GenerateSerializer, Immutable]
public sealed record ReleasedObject([property: Id(0)] ObjectKey Key, [property: Id(1)] string Body, [property: Id(2)] string Hash)
{
    public override string ToString() => Key.ToString();
}

/// <summary>How a component's share of a step went.</summary>
/// <param name="Problem">Null when every object was applied or needed nothing.</param>
[GenerateSerializer, Immutable]
public sealed record StepFinished(
    [property: Id(0)] long Epoch,
    [property: Id(1)] int Step,
    [property: Id(2)] ComponentKind Component,
    [property: Id(3)] int Applied,
    [property: Id(4)] StepProblem? Problem);

/// <summary>Why an object was not applied.</summary>
/// <param name="Passing">Trying again can help: the API server was busy, or a predecessor is on its way out.</param>
[GenerateSerializer, Immutable]
public sealed record StepProblem([property: Id(0)] string Text, [property: Id(1)] bool Passing);

/// <summary>What a component tells its registry.</summary>
/// <param name="Drift">What somebody changed or deleted, for people; null when everything is as applied.</param>
/// <param name="ForeignWrite">What the in-cluster operator wrote while this fleet was watching; null when it did not.</param>
/// <param name="Verdict">Null until the watch session has shown everything.</param>
[GenerateSerializer, Immutable]
public sealed record ComponentReport(
    [property: Id(0)] ComponentKind Kind,
    [property: Id(1)] ComponentVerdict? Verdict,
    [property: Id(2)] ComponentFacts Facts,
    [property: Id(3)] ImmutableArray<ObjectSummary> Objects,
    [property: Id(4)] string? Drift,
    [property: Id(5)] string? ForeignWrite)
{
    /// <summary>Whether it says the same as another; records compare arrays by reference.</summary>
    public bool SameAs(ComponentReport? other) =>
        other is not null && Kind == other.Kind && Verdict == other.Verdict && Facts == other.Facts && Drift == other.Drift
        && ForeignWrite == other.ForeignWrite && Objects.SequenceEqual(other.Objects);
}
