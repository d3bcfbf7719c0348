using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>How passes, components and the migration change a registry's status.</summary>
public static class StatusRules
{
    /// <summary>The status after a pass.</summary>
    public static QuayRegistryStatus After(QuayRegistryStatus status, PassConclusion conclusion, DateTimeOffset now) => conclusion switch
    {
        PassConclusion.Blocked blocked => With(status, status.Conditions.Block(blocked.Reason, blocked.Message, now), now),
        PassConclusion.Applied applied => After(status, applied, now),
        PassConclusion.Waiting or PassConclusion.Migrating or PassConclusion.CleanedUp or PassConclusion.LeftAlone => status,
        _ => throw new InvalidOperationException($"Unknown conclusion {conclusion.GetType().Name}."),
    };

    /// <summary>The status after the components reported; unchanged while one of them cannot be judged.</summary>
    public static QuayRegistryStatus Fold(QuayRegistryStatus status, IEnumerable<ComponentVerdict> verdicts, DateTimeOffset now, ReadinessRules rules) =>
        status with { Conditions = ConditionFold.Fold(verdicts, status.Conditions, now, rules).After(status.Conditions) };

    /// <summary>
    /// The status after a look at the migration Job. Only a migration that was begun can end, and it ends at the version it was begun for,
    /// whatever is wanted by then.
    /// </summary>
    /// <param name="replacedJob">Uid of a Job that the last pass deleted to make room; null for none.</param>
    public static QuayRegistryStatus Migrate(QuayRegistryStatus status, ObservedObject? job, string? replacedJob, DateTimeOffset now)
    {
        if (status.Conditions.Find(ConditionTypes.ComponentsCreated) is not { IsTrue: false }) return status;
        return MigrationState.Decide(job, replacedJob) switch
        {
            // Somebody else's: the next pass makes one of its own.
            MigrationState.Succeeded { Key: null } => status,
            MigrationState.Succeeded { Key: { } key } done => With(status, status.Conditions.Migrate(done, now), now) with { CurrentVersion = key.Version },
            var state => With(status, status.Conditions.Migrate(state, now), now),
        };
    }

    /// <summary>Merge patch of the status subresource; members without a value are removed.</summary>
    public static JsonObject Patch(QuayRegistryStatus status) => new()
    {
        ["status"] = new JsonObject
        {
            ["currentVersion"] = status.CurrentVersion,
            ["registryEndpoint"] = status.RegistryEndpoint,
            ["configEditorEndpoint"] = status.ConfigEditorEndpoint,
            ["configEditorCredentialsSecret"] = status.ConfigEditorCredentialsSecret,
            ["lastUpdated"] = status.LastUpdated,
            ["components"] = status.Components is { } components ? JsonNode.Parse(components) : null,
            ["conditions"] = new JsonArray([.. status.Conditions.Select(Write)]),
        },
    };

    private static QuayRegistryStatus After(QuayRegistryStatus status, PassConclusion.Applied applied, DateTimeOffset now)
    {
        var next = With(status, status.Conditions.Unblock(now), now) with
        {
            RegistryEndpoint = applied.RegistryEndpoint ?? status.RegistryEndpoint,
            // The operator leaves out what is empty, and some API servers take an empty text for null.
            ConfigEditorEndpoint = applied.ConfigEditorEndpoint is { Length: > 0 } editor ? editor : null,
            ConfigEditorCredentialsSecret = applied.ConfigEditorCredentialsSecret,
            Components = applied.KeepSpec ? ComponentsOf(applied) : null,
        };
        if (applied.MigrationReleased) return With(next, next.Conditions.Migrate(new MigrationState.Running(), now), now);
        return applied.Migrated && (next.CurrentVersion != applied.TargetVersion || next.Conditions.Find(ConditionTypes.ComponentsCreated) is not { IsTrue: true })
            ? With(next, next.Conditions.Migrate(new MigrationState.Succeeded(null), now), now) with { CurrentVersion = applied.TargetVersion }
            : next;
    }

    /// <summary>In the form of <c>spec.components</c>, without overrides: those are the spec's anyway.</summary>
    private static string ComponentsOf(PassConclusion.Applied applied) =>
        new JsonArray([.. applied.Components.Select(component => (JsonNode?)new JsonObject { ["kind"] = component.Kind, ["managed"] = component.Managed })]).ToJsonString();

    private static QuayRegistryStatus With(QuayRegistryStatus status, ConditionChange change, DateTimeOffset now) => change is ConditionChange.Changed changed
        ? status with { Conditions = changed.Conditions, LastUpdated = GoTime(now) }
        : status;

    // The field is text in the form of Go's time.String(), and other software shows it as it is.
    private static string GoTime(DateTimeOffset now) =>
        now.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + " +0000 UTC";

    private static JsonObject Write(Condition condition)
    {
        var written = new JsonObject
        {
            ["type"] = condition.Type,
            ["status"] = condition.Status,
            ["reason"] = condition.Reason,
            ["message"] = condition.Message,
        };
        if (condition.LastUpdateTime is { } updated) written["lastUpdateTime"] = Rfc3339(updated);
        if (condition.LastTransitionTime is { } transition) written["lastTransitionTime"] = Rfc3339(transition);
        return written;
    }

    private static string Rfc3339(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
