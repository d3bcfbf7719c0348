namespace Fleet.Gateway.Dashboard.Parts;

/// <summary>Colours of phases, as everywhere: what is not known to be well is not green.</summary>
internal static class RolloutWords
{
    public static string Class(string phase) => phase switch
    {
        "Succeeded" => "ok",
        "Failed" or "TimedOut" or "Aborted" => "bad",
        "RollingBack" => "unknown",
        "Paused" or "Blocked" or "Queued" => "unknown",
        _ => "",
    };
}
