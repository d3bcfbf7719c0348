using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass makes of the schema migration.</summary>
/// <param name="IsDue">Quay has to stand still until the schema is the target version's.</param>
/// <param name="IsDone">A Job has migrated exactly this database to exactly this version.</param>
/// <param name="Action">Null when no Job is rendered.</param>
/// <param name="StoredUri">The URI that the stored keys keep until the one in use is migrated; null when they are the same.</param>
internal sealed record PassMigration(bool IsDue, bool IsDone, MigrationKey Key, MigrationJob.Action? Action, string? StoredUri)
{
    public string BlockerCode => Action is MigrationJob.Action.Await { Until: not null } ? BlockerCodes.MigrationFailed : BlockerCodes.MigrationRunning;

    public static PassMigration Of(PassSituation situation, RenderOutcome.Rendered rendered, DateTimeOffset now)
    {
        var due = rendered.Overlay == Overlay.Upgrade;
        var key = MigrationKey.Of(situation.Release.Version, rendered.DatabaseUri, rendered.Keys.DatabaseSecretKey);
        var done = MigrationState.Decide(situation.Upgrade) is MigrationState.Succeeded { Key: { } migrated } && migrated == key;
        var job = rendered.Objects.FirstOrDefault(o => MigrationJob.Is(o, situation.Registry.Name));
        // Until 3.6 the Job is part of every pass. One that the operator left behind does not have to run once more.
        var ofOperator = !due && situation.Upgrade?.Facts is JobFacts { Migration: null };
        return new PassMigration(
            due,
            done,
            key,
            job is null ? null : ofOperator ? new MigrationJob.Action.Done() : MigrationJob.Decide(key, MigrationJob.InputsOf(job), situation.Upgrade, now),
            due && situation.Stored.Keys.DbUri is { } stored && stored != rendered.Keys.DbUri ? stored : null);
    }

    /// <summary>
    /// The objects to apply: the Job only when it is to be made, and the keys Secret with the database's URI of before until the new one is
    /// migrated. Stored earlier, the new URI would look migrated to a process that starts in between.
    /// </summary>
    public ImmutableArray<RenderedObject> Prepare(RenderOutcome.Rendered rendered, string registry) =>
    [
        .. rendered.Objects
            .Where(o => !MigrationJob.Is(o, registry) || Action is MigrationJob.Action.Create)
            .Select(o => MigrationJob.Is(o, registry) ? MigrationJob.Mark(o, Key) : StoredUri is not null && HoldsKeys(o) ? WithUri(o, StoredUri) : o),
    ];

    private static bool HoldsKeys(RenderedObject rendered) =>
        rendered.Key.Kind == ResourceKind.Secret && ApplyOrder.StepOf(rendered) == ApplyStep.Keys;

    private static RenderedObject WithUri(RenderedObject keys, string uri)
    {
        var body = keys.Body.DeepClone().AsObject();
        if (body["data"] is JsonObject data) data["DB_URI"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(uri));
        return keys with { Body = body };
    }
}
