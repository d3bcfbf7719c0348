using System.Collections.Immutable;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Status;

/// <summary>Everything a registry may be waiting for.</summary>
/// <param name="Conditions">As last written to, or to be written to, the registry.</param>
/// <param name="Verdicts">
/// The components' own verdicts. With them the blockers name root causes; without them (a registry somebody else reconciles) the
/// conditions have to serve.
/// </param>
/// <param name="Paused">The annotation <c>quay-fleet/paused</c>, or the cluster's pause.</param>
/// <param name="Fence">Why nothing may be written to the cluster; null when it may.</param>
/// <param name="CrdMissing">The cluster does not serve QuayRegistry.</param>
/// <param name="Others">What the last pass found wrong besides what the condition tells; default for nothing.</param>
/// <param name="NextPass">When the next pass is due; null when only an event starts it.</param>
public sealed record BlockerFacts(
    ImmutableArray<Condition> Conditions,
    ImmutableArray<ComponentVerdict> Verdicts,
    Freshness Freshness,
    bool Paused = false,
    string? Fence = null,
    bool CrdMissing = false,
    DateTimeOffset? NextPass = null,
    ImmutableArray<Refusal> Others = default);
