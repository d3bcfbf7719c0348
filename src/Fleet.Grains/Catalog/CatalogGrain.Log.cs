using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Catalog;

internal sealed partial class CatalogGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Catalog {Name} imported as revision {Revision}: {Added} releases added, {Changed} changes, {Removed} removed")]
    private partial void LogImported(string name, long revision, int added, int changed, int removed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not every cluster was told of revision {Revision} of the catalog; they ask for it within a minute")]
    private partial void LogNotAnnounced(Exception exception, long revision);
}
