using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Registries;

/// <summary>Answers of the API server to the applies of one step.</summary>
[GenerateSerializer, Immutable]
public sealed record AppliedStep(
    [property: Id(0)] long Epoch,
    [property: Id(1)] int Step,
    [property: Id(2)] ImmutableArray<AppliedObject> Objects);

/// <param name="Observed">The object as the server answered; null when it refused.</param>
[GenerateSerializer, Immutable]
public sealed record AppliedObject(
    [property: Id(0)] ObjectKey Key,
    [property: Id(1)] string Hash,
    [property: Id(2)] ObservedObject? Observed,
    [property: Id(3)] StepProblem? Problem);
