using System.Collections.Immutable;

namespace Fleet.Domain.Releases;

/// <summary>Whether a registry may go from the version it runs to another.</summary>
public abstract record UpgradeDecision
{
    private UpgradeDecision()
    {
    }

    /// <param name="Channel">The channel that allows an upgrade; null for what needs none.</param>
    public sealed record Allowed(UpgradeKind Kind, string? Channel = null) : UpgradeDecision;

    /// <param name="Reason">For people: the versions, why, and what would do instead.</param>
    /// <param name="Path">The upgrades that lead there one by one; empty when none do.</param>
    public sealed record Refused(UpgradeRefusal Refusal, string Reason, ImmutableArray<UpgradeStep> Path) : UpgradeDecision;
}

/// <summary>What an allowed change of version is.</summary>
public enum UpgradeKind
{
    /// <summary>Nothing runs yet.</summary>
    Install,

    /// <summary>It runs already.</summary>
    Same,

    /// <summary>One upgrade of the graph.</summary>
    Upgrade,

    /// <summary>Back within a z-stream, to a release of the same database schema.</summary>
    Rollback,
}

/// <summary>Why a change of version is refused.</summary>
public enum UpgradeRefusal
{
    /// <summary>No catalog has the version that is asked for.</summary>
    UnknownVersion,

    /// <summary>The fleet does not know what the version consists of.</summary>
    NotRendered,

    /// <summary>What runs is no version that upgrades could start from.</summary>
    UnknownCurrent,

    /// <summary>No single upgrade leads there.</summary>
    OutsideGraph,

    /// <summary>An older minor.</summary>
    Downgrade,

    /// <summary>Older, and its database schema is not known to be the same.</summary>
    SchemaChange,
}
