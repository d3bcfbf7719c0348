using Fleet.Domain.Clusters;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

internal sealed partial class WatchPump
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The watch of cluster {Cluster} could not report to its cluster grain")]
    private partial void LogReportFailed(Exception exception, ClusterName cluster);

    [LoggerMessage(Level = LogLevel.Error, Message = "Following cluster {Cluster} failed")]
    private partial void LogPumpFailed(Exception exception, ClusterName cluster);
}
