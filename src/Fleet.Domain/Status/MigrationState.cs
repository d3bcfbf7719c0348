using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status;

/// <summary>How far the schema migration is, by its Job alone: a state that any process can derive again after a crash.</summary>
public abstract record MigrationState
{
    private MigrationState() { }

    /// <summary>There is no Job although one was started: a full pass makes it again.</summary>
    public sealed record Missing : MigrationState;

    /// <summary>Wait for the Job; there is no time-out. Its own backoff limit ends it.</summary>
    public sealed record Running : MigrationState;

    /// <summary>The Job has done what it was made for.</summary>
    /// <param name="Key">Null when the fleet did not make the Job: what it migrated is not known.</param>
    public sealed record Succeeded(MigrationKey? Key) : MigrationState;

    /// <summary>A full pass runs again, so that a corrected bundle can take effect.</summary>
    public sealed record Failed(string Message) : MigrationState;

    /// <summary>
    /// Judges the migration Job. Unlike the original, a Job whose pod is not counted yet is running, not failed: calling it failed makes a
    /// spec edit in that moment restart the migration.
    /// </summary>
    /// <param name="job">The Job as observed; null when there is none.</param>
    /// <param name="replacedUid">
    /// Uid of the Job the pass deleted to make room, null when it deleted none. A watch may still show it, succeeded for the previous version; it
    /// does not count. That it is gone is no more than a step on the way.
    /// </param>
    public static MigrationState Decide(ObservedObject? job, string? replacedUid = null) => job switch
    {
        null when replacedUid is not null => new Running(),
        null => new Missing(),
        { Deleting: true } => new Running(),
        { Uid: var uid } when uid == replacedUid => new Running(),
        { Facts: JobFacts { Succeeded: >= 1, Migration: var key } } => new Succeeded(key),
        { Facts: JobFacts { Active: >= 1 } } => new Running(),
        { Facts: JobFacts { FailedMessage: { } message } } => new Failed(message.Length > 0 ? message : "failed to run migrations"),
        _ => new Running(),
    };

    /// <summary>ComponentsCreated as this state has it; times are left to the list it is put in.</summary>
    public Condition ToCondition() => this switch
    {
        Missing => NotCreated(ConditionReasons.MigrationsJobMissing, "upgrade job not found"),
        Running => NotCreated(ConditionReasons.MigrationsInProgress, "running database migrations"),
        Failed failed => NotCreated(ConditionReasons.MigrationsFailed, failed.Message),
        Succeeded => new Condition(
            ConditionTypes.ComponentsCreated, Condition.True, ConditionReasons.ComponentsCreationSuccess, "All registry components created"),
        _ => throw new InvalidOperationException($"unknown state {GetType().Name}"),
    };

    private static Condition NotCreated(string reason, string message) =>
        new(ConditionTypes.ComponentsCreated, Condition.False, reason, message);
}
