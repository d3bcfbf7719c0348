using System.Text.Json.Nodes;
using Fleet.Domain.Rollouts;

namespace Fleet.Domain.Webhooks;

/// <summary>What webhooks are told of a rollout's event: a CloudEvent 1.0 as JSON.</summary>
/// <param name="Id">The same each time it is sent, so that a receiver can tell that it has it already.</param>
/// <param name="Body">What is sent and signed.</param>
public sealed record RolloutNotice(string Id, string Type, string Body)
{
    public const string ContentType = "application/cloudevents+json";
    private const string Prefix = "io.quay-fleet.rollout.";

    /// <summary>Null for what nobody has to be told.</summary>
    /// <param name="fleet">The fleet's id.</param>
    /// <param name="sequence">The event's place in the rollout's log.</param>
    public static RolloutNotice? Of(string fleet, string rollout, long sequence, RolloutEvent item)
    {
        if (Describe(item) is not var (type, subject, about)) return null;
        var data = new JsonObject { ["rollout"] = rollout, ["sequence"] = sequence };
        foreach (var (name, value) in about) data[name] = value;
        return Write($"{rollout}/{sequence}", Prefix + type, $"/fleets/{fleet}/rollouts/{rollout}", subject, item.At, data);
    }

    private static (string Type, string? Subject, (string Name, string Value)[] About)? Describe(RolloutEvent item) => item switch
    {
        RolloutEvent.Started started => ("started", null, [("by", started.By)]),
        RolloutEvent.StageEnded ended => ("stage-done", ended.Stage, [("stage", ended.Stage)]),
        RolloutEvent.ApprovalAsked asked => ("approval-needed", asked.Stage, [("stage", asked.Stage), ("for", asked.After ? "its end" : "its beginning")]),
        RolloutEvent.Paused { By: null } paused => ("failed", null, [("then", "paused"), ("reason", paused.Reason)]),
        RolloutEvent.Aborted { By: null } aborted => ("failed", null, [("then", "aborted"), ("reason", aborted.Reason)]),
        RolloutEvent.RollbackBegan { By: null } rollback => ("failed", null, [("then", "rolled back"), ("reason", rollback.Reason)]),
        RolloutEvent.Behind behind => ("failed", null, [("then", "paused"), ("reason", RolloutState.ReasonOf(behind))]),
        RolloutEvent.Finished finished => ("done", null, [("phase", finished.Phase.ToString())]),
        _ => null,
    };

    /// <summary>What the verb that tries a webhook sends.</summary>
    public static RolloutNotice Trial(string fleet, string webhook, string id, DateTimeOffset now) =>
        Write(id, "io.quay-fleet.test", $"/fleets/{fleet}/webhooks/{webhook}", null, now, new JsonObject { ["webhook"] = webhook });

    private static RolloutNotice Write(string id, string type, string source, string? subject, DateTimeOffset at, JsonObject data)
    {
        var body = new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = type,
            ["time"] = at.UtcDateTime.ToString("O"),
            ["datacontenttype"] = "application/json",
            ["data"] = data,
        };
        if (subject is not null) body["subject"] = subject;
        return new RolloutNotice(id, type, body.ToJsonString());
    }
}
