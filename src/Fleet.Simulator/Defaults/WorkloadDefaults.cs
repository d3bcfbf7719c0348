using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

/// <summary>Of Deployments and Jobs.</summary>
internal static class WorkloadDefaults
{
    public static void Deployment(JsonObject obj)
    {
        var spec = obj.Child("spec");
        spec.Default("replicas", 1).Default("revisionHistoryLimit", 10).Default("progressDeadlineSeconds", 600);
        var strategy = spec.Child("strategy").Default("type", "RollingUpdate");
        if ((string?)strategy["type"] == "RollingUpdate")
            strategy.Child("rollingUpdate").Default("maxUnavailable", "25%").Default("maxSurge", "25%");
        PodDefaults.Fill(spec.Child("template").Child("spec"));
    }

    public static void Job(JsonObject obj)
    {
        var spec = obj.Child("spec");
        // One that counts completions runs until they are reached; one that does not is a work queue.
        if (spec["completions"] is null && spec["parallelism"] is null) spec["completions"] = 1;
        spec.Default("parallelism", 1).Default("backoffLimit", 6);
        PodDefaults.Fill(spec.Child("template").Child("spec"));
        TakeLabels(obj);
    }

    public static void AssignJob(JsonObject obj, ServerAssigned assigned)
    {
        var spec = obj.Child("spec");
        if (spec["selector"] is not null || (bool?)spec["manualSelector"] == true) return;
        spec.Child("template").Child("metadata").Child("labels")
            .Default("controller-uid", assigned.Uid)
            .Default("job-name", (string)obj["metadata"]!["name"]!);
        spec["selector"] = new JsonObject { ["matchLabels"] = new JsonObject { ["controller-uid"] = assigned.Uid } };
        TakeLabels(obj);
    }

    /// <summary>A Job without labels takes those of its pods.</summary>
    private static void TakeLabels(JsonObject obj)
    {
        var labels = obj["spec"]!["template"]!["metadata"]?["labels"] as JsonObject;
        if (labels is { Count: > 0 } && obj.Child("metadata")["labels"] is not JsonObject { Count: > 0 })
            obj["metadata"]!["labels"] = labels.DeepClone();
    }
}
