using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;

namespace Fleet.Grains.Registries;

/// <summary>What is stored of a registry: what was last shown, so that a restart shows it at once (marked stale). A cache, written coalesced.</summary>
[GenerateSerializer]
public sealed class RegistryState
{
    [Id(0)] public RegistrySummary? Summary { get; set; }

    /// <summary>Oldest first. A Job that has ended is read again until another takes its place, so that none is lost with a write that is.</summary>
    [Id(1)] public ImmutableArray<MigrationRecord> Migrations { get; set; } = [];

    /// <summary>Oldest first. Nothing is decided by it: what a crash loses is told nowhere else.</summary>
    [Id(2)] public ImmutableArray<ConditionTransition> Transitions { get; set; } = [];

    /// <summary>Null before the first.</summary>
    [Id(3)] public CompletePass? Complete { get; set; }
}
