using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>The core Event that a written condition gives rise to.</summary>
/// <param name="Type"><c>Normal</c> or <c>Warning</c>.</param>
public sealed record StatusEvent(string Type, string Reason, string Message);

/// <summary>
/// Which core Events a registry gets. As with the Quay Operator the conditions of rollout and migration make them, those of components do
/// not, and it is a Warning when the condition is True; unlike there, one that says nothing new is not repeated every minute.
/// </summary>
public static class StatusEvents
{
    /// <summary>Recorder of the Quay Operator's events, which tools filter by.</summary>
    private const string Component = "quayregistry-controller";

    private static readonly ImmutableArray<string> Told = [ConditionTypes.ComponentsCreated, ConditionTypes.RolloutBlocked];

    public static ImmutableArray<StatusEvent> Between(QuayRegistryStatus before, QuayRegistryStatus after)
    {
        var told = ImmutableArray.CreateBuilder<StatusEvent>();
        foreach (var type in Told)
            if (after.Conditions.Find(type) is { } now
                && (now.Reason, now.Message, now.Status) is var says && says != (before.Conditions.Find(type) is { } was ? (was.Reason, was.Message, was.Status) : default)
                // The end of a migration is told by the status alone.
                && !(type == ConditionTypes.ComponentsCreated && now.IsTrue))
                told.Add(new StatusEvent(now.IsTrue ? "Warning" : "Normal", now.Reason, now.Message));
        return told.ToImmutable();
    }

    /// <param name="number">Tells several events of the same moment apart.</param>
    public static JsonObject Body(StatusEvent told, ObservedObject registry, DateTimeOffset now, int number) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Event",
        ["metadata"] = new JsonObject
        {
            ["name"] = $"{registry.Key.Name}.{(now.UtcTicks + number).ToString("x", CultureInfo.InvariantCulture)}",
            ["namespace"] = registry.Key.Namespace,
        },
        ["involvedObject"] = new JsonObject
        {
            ["apiVersion"] = QuayRegistry.ApiVersion,
            ["kind"] = QuayRegistry.Kind,
            ["namespace"] = registry.Key.Namespace,
            ["name"] = registry.Key.Name,
            ["uid"] = registry.Uid,
            ["resourceVersion"] = registry.ResourceVersion,
        },
        ["type"] = told.Type,
        ["reason"] = told.Reason,
        ["message"] = told.Message,
        ["source"] = new JsonObject { ["component"] = Component },
        ["firstTimestamp"] = Time(now),
        ["lastTimestamp"] = Time(now),
        ["count"] = 1,
    };

    private static string Time(DateTimeOffset now) => now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
