using System.CommandLine;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster</c>: which clusters belong to the fleet.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "Add, remove, pause or change a member cluster.")
    {
        AddVerb.Create(),
        RemoveVerb.Create(),
        ChangeVerbs.Simple("pause", "pause", "Stop writing to a cluster; it is watched on."),
        ChangeVerbs.Simple("resume", "resume", "Write to a paused cluster again."),
        ChangeVerbs.Simple("take-over", "takeover", "Make this fleet the one that writes to a cluster another fleet holds."),
        ModeVerb.Create(),
        LabelVerb.Create(),
        ChangeVerbs.Rotate(),
        SubscribeVerb.Create(),
        SubscribeVerb.CreateEnd(),
        ServicesVerb.Create(),
        PolicyVerb.Create(),
        PreflightVerb.Create(),
    };
}
