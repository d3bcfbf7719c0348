using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Catalog;

internal sealed partial class CatalogGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Catalog {Name} imported as revision {Revision}: {Added} releases added, {Changed} changes, {Removed} removed")]
    private partial void LogImported(string name, long revision, int added, int changed, int removed);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Count} clusters were told of catalog revision {Revision}")]
    private partial void LogTold(int count, long revision);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Clusters could not be told of catalog revision {Revision}, and will be again")]
    private partial void LogNotTold(Exception exception, long revision);
}
