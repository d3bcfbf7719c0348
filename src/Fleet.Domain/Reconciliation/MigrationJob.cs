using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Decides what becomes of a registry's migration Job by what is on the cluster alone, so that any process goes on where another was killed.
/// A Job that did, or is doing, what is due is left alone: the Quay Operator runs it again whenever it renders it.
/// </summary>
public static class MigrationJob
{
    /// <summary>Holds the <see cref="MigrationKey"/>.</summary>
    public const string KeyAnnotation = "quay-fleet/migration";

    /// <summary>Holds a hash of the Job's spec: a failed Job is tried again at once when the bundle was corrected.</summary>
    public const string InputsAnnotation = "quay-fleet/migration-inputs";

    /// <summary>
    /// Between a failure and the next attempt with the same inputs. The cause may lie in the database, where no watch can tell that it is gone;
    /// the Job's own back-off has ended by then.
    /// </summary>
    public static readonly TimeSpan RetryPause = TimeSpan.FromMinutes(1);

    /// <summary>What to do with the Job.</summary>
    public abstract record Action
    {
        private Action() { }

        /// <summary>There is none: make it.</summary>
        public sealed record Create : Action;

        /// <summary>The one that is there has ended, and is not this: delete it, then make the new one. A Job cannot be changed.</summary>
        public sealed record Replace(ObservedObject Old) : Action;

        /// <summary>It runs already.</summary>
        public sealed record Follow : Action;

        /// <summary>It has done what is due.</summary>
        public sealed record Done : Action;

        /// <summary>Nothing can be done before another Job has ended or is gone, or a pause is over.</summary>
        /// <param name="Until">Null when an event tells.</param>
        public sealed record Await(string Why, DateTimeOffset? Until = null) : Action;
    }

    /// <param name="due">What is to be migrated.</param>
    /// <param name="inputs">See <see cref="InputsOf"/>.</param>
    /// <param name="job">As observed; null when there is none.</param>
    public static Action Decide(MigrationKey due, string inputs, ObservedObject? job, DateTimeOffset now)
    {
        if (job is null) return new Action.Create();
        if (job.Deleting) return new Action.Await("The migration Job of before is being deleted; the new one is made when it is gone.");
        var facts = job.Facts as JobFacts;
        return (MigrationState.Decide(job), facts?.Migration == due) switch
        {
            (MigrationState.Running, true) => new Action.Follow(),
            (MigrationState.Running, false) => new Action.Await(
                $"Another migration{(facts?.Migration is { } other ? $", to {other.Version}," : "")} is still running; two at once could destroy the database."),
            (MigrationState.Succeeded, true) => new Action.Done(),
            (MigrationState.Failed, true) when facts!.Inputs == inputs && facts.EndedAt + RetryPause > now =>
                new Action.Await("The schema migration failed; it is tried again after a pause, or when the bundle changes.", facts.EndedAt + RetryPause),
            _ => new Action.Replace(job),
        };
    }

    public static bool Is(RenderedObject rendered, string registry) =>
        rendered.Key.Kind == ResourceKind.Job && rendered.Key.Name == $"{registry}-{QuayUpgrade.Suffix}";

    /// <summary>A short hash of the Job's spec, which holds names of Secrets and no secret.</summary>
    public static string InputsOf(RenderedObject job) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(job.Body["spec"]!.ToJsonString())).AsSpan(0, 8));

    /// <summary>The Job as the fleet applies it: with what it is for.</summary>
    public static RenderedObject Mark(RenderedObject job, MigrationKey key)
    {
        var body = job.Body.DeepClone().AsObject();
        var metadata = body["metadata"]!.AsObject();
        if (metadata["annotations"] is not JsonObject annotations) metadata["annotations"] = annotations = [];
        (annotations[KeyAnnotation], annotations[InputsAnnotation]) = (key.ToString(), InputsOf(job));
        return job with { Body = body };
    }
}
