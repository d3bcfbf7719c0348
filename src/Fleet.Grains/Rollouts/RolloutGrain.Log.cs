using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Rollouts;

internal sealed partial class RolloutGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Rollout {Rollout} to {Version} started with {Units} units")]
    private partial void LogStarted(string rollout, string version, int units);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Rollout {Rollout}: {Happened}")]
    private partial void LogHappened(string rollout, RolloutEvent happened);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollout {Rollout}: {Unit} could not be claimed: {Problem}")]
    private partial void LogNotClaimed(string rollout, RegistryKey unit, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollout {Rollout} could not be told what became of a claim; it is told with its next activation or deadline")]
    private partial void LogNotTold(Exception exception, string rollout);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rollout {Rollout} goes on in another activation; this one ends")]
    private partial void LogOvertaken(string rollout);
}
