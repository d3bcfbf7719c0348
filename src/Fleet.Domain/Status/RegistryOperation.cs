namespace Fleet.Domain.Status;

/// <summary>What is being done to a registry.</summary>
public enum OperationKind
{
    /// <summary>It has never run a version yet.</summary>
    Install,

    /// <summary>It goes to another version, or back to one.</summary>
    Upgrade,

    /// <summary>Its database is migrated, though its version stays: it was given another one.</summary>
    Migration,

    /// <summary>A change of what it is made of reaches its pods.</summary>
    Change,
}

/// <summary>An operation that is under way.</summary>
/// <param name="From">The version it runs; null before the first.</param>
/// <param name="To">The version it is meant to run.</param>
/// <param name="IsMigrating">Its database is being migrated now, and Quay is scaled to 0 meanwhile.</param>
/// <param name="Since">When its schema migration began; null while none runs.</param>
/// <param name="Rollout">The rollout that has claimed it; null for none.</param>
/// <param name="WaitsFor">What stands in its way, in words; null when nothing does.</param>
public sealed record RegistryOperation(OperationKind Kind, string? From, string To, bool IsMigrating, DateTimeOffset? Since, string? Rollout, string? WaitsFor)
{
    /// <summary>Null when nothing is under way, or the fleet does not reconcile the registry.</summary>
    public static RegistryOperation? Of(RegistryReading reading)
    {
        var summary = reading.Summary;
        if (summary is not { TargetVersion: { } target, Upgrade: { } upgrade }) return null;
        var migration = summary.Conditions.Find(ConditionTypes.ComponentsCreated) is { Reason: ConditionReasons.MigrationsInProgress } running ? running : null;
        OperationKind? kind = summary.CurrentVersion switch
        {
            null => OperationKind.Install,
            var current when current != target => OperationKind.Upgrade,
            _ when migration is not null => OperationKind.Migration,
            _ when !upgrade.OnTarget => OperationKind.Change,
            _ => null,
        };
        if (kind is not { } found) return null;
        return new RegistryOperation(
            found,
            summary.CurrentVersion,
            target,
            migration is not null,
            migration?.LastTransitionTime,
            upgrade.Carried?.Split('/')[0] is { Length: > 0 } rollout ? rollout : null,
            reading.Blockers is [var first, ..] ? $"{first.Code}: {first.Message}" : null);
    }
}
