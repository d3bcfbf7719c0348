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

    [LoggerMessage(Level = LogLevel.Information, Message = "Cluster {Cluster} moves to another silo")]
    private partial void LogLeaving(ClusterName cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: session {Session} is replaced, since {What}")]
    private partial void LogLost(ClusterName cluster, long session, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: no new session could be begun; it is tried again")]
    private partial void LogRestartFailed(Exception exception, ClusterName cluster);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster {Cluster}: what was found out could not be stored and will be again")]
    private partial void LogNotStored(Exception exception, ClusterName cluster);
}
