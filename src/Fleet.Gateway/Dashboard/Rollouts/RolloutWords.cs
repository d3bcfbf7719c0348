namespace Fleet.Gateway.Dashboard.Rollouts;

/// <summary>Words and colours of phases, as everywhere: what is not known to be well is not green.</summary>
internal static class RolloutWords
{
    public static string Class(string phase) => phase switch
    {
        "Succeeded" => "ok",
        "Failed" or "TimedOut" or "Aborted" => "bad",
        "RollingBack" or "RolledBack" => "unknown",
        "Paused" or "Blocked" or "Queued" => "unknown",
        _ => "",
    };

    /// <summary>What it is working on now, as opposed to what has ended or has not begun.</summary>
    public static bool IsCurrent(Api.V1.RolloutStage stage) => stage.Phase is "Running" or "Soaking" or "Blocked" or "Failed";

    public static bool IsUnderWay(Api.V1.Rollout rollout) => rollout.Phase is "Running" or "Paused" or "RollingBack";

    public static string Progress(Api.V1.Rollout rollout) =>
        $"{rollout.Stages.Sum(stage => stage.Succeeded)}/{rollout.Stages.Sum(stage => stage.Units)}";
}
