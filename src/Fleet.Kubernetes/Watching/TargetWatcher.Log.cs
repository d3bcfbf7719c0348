using Microsoft.Extensions.Logging;

namespace Fleet.Kubernetes.Watching;

internal sealed partial class TargetWatcher
{
    [LoggerMessage(LogLevel.Information, "{Cluster}: the watch of {Target} is {Condition}. {Error}")]
    private partial void LogCondition(string cluster, WatchTarget target, TargetCondition condition, string error);

    [LoggerMessage(LogLevel.Debug, "{Cluster}: a watch of {Target} ended: {End}.")]
    private partial void LogEnded(string cluster, WatchTarget target, WatchEnd end);
}
