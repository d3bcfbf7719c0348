using System.Text.Json.Nodes;

namespace Fleet.Gateway.Dashboard.Rollouts;

/// <summary>A stage as a form fills it in. What is empty is left to its default; what is wrong is told by the planner.</summary>
public sealed class StageDraft
{
    public string Name { get; set; } = "";

    /// <summary>Such as <c>ring=canary</c>; empty for all that no earlier stage selects.</summary>
    public string Labels { get; set; } = "";

    public string MaxConcurrency { get; set; } = "";

    public string FailureBudget { get; set; } = "";

    public string MinSuccess { get; set; } = "";

    public string ProgressDeadline { get; set; } = "";

    public string Soak { get; set; } = "";

    /// <summary>Asked before anything is claimed.</summary>
    public bool Preflight { get; set; }

    public string WindowCron { get; set; } = "";

    public string WindowDuration { get; set; } = "4h";

    public string WindowTimeZone { get; set; } = "UTC";

    /// <summary>Asked before the stage ends, as are the smoke test and the alerts.</summary>
    public int Approvals { get; set; }

    public bool Smoke { get; set; }

    public string AlertsQuery { get; set; } = "";

    /// <summary>Whether something is said beyond what most stages say.</summary>
    public bool HasMore => Preflight || Smoke || Approvals > 0 || (WindowCron + AlertsQuery + MinSuccess + ProgressDeadline).Length > 0;

    public JsonObject ToNode()
    {
        var stage = new JsonObject { ["name"] = Name.Trim() };
        if (RolloutDraft.MatchLabels(Labels) is { } selector) stage["selector"] = selector;
        Set(stage, "maxConcurrency", MaxConcurrency);
        Set(stage, "failureBudget", FailureBudget);
        Set(stage, "minSuccess", MinSuccess);
        Set(stage, "progressDeadline", ProgressDeadline);
        Set(stage, "soak", Soak);
        var before = new JsonArray();
        if (Preflight) before.Add("preflight");
        if (WindowCron.Trim() is { Length: > 0 } cron)
            before.Add(new JsonObject { ["window"] = new JsonObject { ["cron"] = cron, ["duration"] = WindowDuration.Trim(), ["timeZone"] = WindowTimeZone.Trim() } });
        if (before.Count > 0) stage["before"] = before;
        var after = new JsonArray();
        if (AlertsQuery.Trim() is { Length: > 0 } query) after.Add(new JsonObject { ["alerts"] = new JsonObject { ["query"] = query } });
        if (Smoke) after.Add("smoke");
        if (Approvals > 0) after.Add(new JsonObject { ["approval"] = new JsonObject { ["people"] = Approvals } });
        if (after.Count > 0) stage["after"] = after;
        return stage;
    }

    private static void Set(JsonObject stage, string field, string text)
    {
        if (text.Trim() is { Length: > 0 } value) stage[field] = value;
    }
}
