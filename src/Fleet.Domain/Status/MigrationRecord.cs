using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Status;

/// <summary>How a migration ended.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MigrationOutcome>))]
public enum MigrationOutcome
{
    Succeeded,
    Failed,
}

/// <summary>A schema migration that has ended: what a rollback is decided and a duration foretold by.</summary>
/// <param name="Job">Uid of the Job that carried it out.</param>
/// <param name="Version">The version it was to lead to.</param>
/// <param name="SchemaRevision">As the catalog had it then; null when it had none.</param>
/// <param name="Duration">From the Job's start to its end; null when the cluster does not tell.</param>
/// <param name="Message">Why it failed; empty when it succeeded.</param>
public sealed record MigrationRecord(
    string Job, string Version, string? SchemaRevision, MigrationOutcome Outcome, DateTimeOffset? EndedAt, TimeSpan? Duration, string Message)
{
    /// <summary>Null while the Job has not ended, or when it is not known what it was for.</summary>
    public static MigrationRecord? Of(ObservedObject? job, ReleaseCatalog catalog)
    {
        if (job?.Facts is not JobFacts { Migration: { } key } facts) return null;
        var schema = ReleaseVersion.TryParse(key.Version, null, out var version) ? catalog.Find(version)?.SchemaRevision : null;
        return MigrationState.Decide(job) switch
        {
            MigrationState.Succeeded => Ended(MigrationOutcome.Succeeded, ""),
            MigrationState.Failed failed => Ended(MigrationOutcome.Failed, failed.Message),
            _ => null,
        };

        MigrationRecord Ended(MigrationOutcome outcome, string message) =>
            new(job.Uid, key.Version, schema, outcome, facts.EndedAt, facts.EndedAt - facts.StartedAt, message);
    }
}

/// <summary>The migrations of a registry that are remembered.</summary>
public static class MigrationHistory
{
    private const int Longest = 20;

    /// <summary>The same history when it has the record already. Oldest first; the oldest are forgotten.</summary>
    public static ImmutableArray<MigrationRecord> With(this ImmutableArray<MigrationRecord> history, MigrationRecord? record)
    {
        if (record is null || history.Any(known => known.Job == record.Job)) return history;
        return [.. history.TakeLast(Longest - 1), record];
    }
}
