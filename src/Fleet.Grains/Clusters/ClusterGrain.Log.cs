using Fleet.Domain.Clusters;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Clusters;

internal sealed partial class ClusterGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} at {Endpoint} registered, mode {Mode}")]
    private partial void LogRegistered(ClusterName cluster, string endpoint, ClusterMode mode);

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} removed")]
    private partial void LogRemoved(ClusterName cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: a report was not delivered; it will be sent again")]
    private partial void LogReportFailed(Exception exception, ClusterName cluster);
}
