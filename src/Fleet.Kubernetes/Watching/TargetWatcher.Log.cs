using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Watching;

internal sealed partial class TargetWatcher
{
    // Some twenty a cluster become live whenever one connects, which nobody wants to read; those that do not, somebody has to.
    [LoggerMessage("{Cluster}: the watch of {Target} is {Condition}. {Error}")]
    private partial void LogCondition(LogLevel level, string cluster, WatchTarget target, TargetCondition condition, string error);

    [LoggerMessage(LogLevel.Debug, "{Cluster}: a watch of {Target} ended: {End}.")]
    private partial void LogEnded(string cluster, WatchTarget target, WatchEnd end);
}
