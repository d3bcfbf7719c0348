using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Registries;

/// <summary>
/// What is stored of a component: hashes of what was applied, so that a restart sends nothing again. A cache, written coalesced; losing it
/// costs no-op applies and nothing else.
/// </summary>
[GenerateSerializer]
public sealed class ComponentState
{
    [Id(0)] public ImmutableArray<AppliedRecord> Applied { get; set; } = [];
}
