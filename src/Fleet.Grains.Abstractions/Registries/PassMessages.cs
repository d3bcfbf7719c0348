using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Grains.Registries;

/// <summary>What a pass found and did; results of an older epoch are dropped.</summary>
/// <param name="Registry">The QuayRegistry as of the pass's last write to it; null when it wrote none.</param>
/// <param name="Conclusion">Null when the pass could not be carried out, and is to be repeated after a back-off.</param>
/// <param name="Problem">Why it could not be carried out.</param>
[GenerateSerializer, Immutable]
public sealed record PassFinished(
    [property: Id(0)] long Epoch,
    [property: Id(1)] ObservedObject? Registry,
    [property: Id(2)] PassConclusion? Conclusion,
    [property: Id(3)] BundleFacts Bundle,
    [property: Id(4)] string? BundleResourceVersion,
    [property: Id(5)] string? Problem);

/// <summary>The answer to a write of the status.</summary>
/// <param name="Registry">The QuayRegistry after the write.</param>
[GenerateSerializer, Immutable]
public sealed record StatusWritten([property: Id(0)] ObservedObject Registry);

/// <summary>Core Events of a registry.</summary>
/// <param name="Problem">Why they could not be read; null when they could.</param>
[GenerateSerializer, Immutable]
public sealed record RegistryEvents([property: Id(0)] ImmutableArray<RegistryEvent> Items, [property: Id(1)] string? Problem);

[GenerateSerializer, Immutable]
public sealed record RegistryEvent(
    [property: Id(0)] string Type,
    [property: Id(1)] string Reason,
    [property: Id(2)] string Message,
    [property: Id(3)] string Object,
    [property: Id(4)] int Count,
    [property: Id(5)] DateTimeOffset? LastSeen);
