using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Catalog;

/// <summary>Reads the catalog when the silo is up. Changes are told to the clusters; what gets lost on the way is caught up with here.</summary>
internal sealed partial class CatalogFollower(CatalogCopy catalog, TimeProvider time, ILogger<CatalogFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Backstop = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = await IsReadAsync() ? Backstop : AfterFailure;
            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsReadAsync()
    {
        try
        {
            await catalog.RefreshAsync();
            return true;
        }
#pragma warning disable CA1031 // its silo may just be gone, or the store away for a while
        catch (Exception e)
        {
            LogNotRead(e);
            return false;
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The catalog could not be read; it is tried again")]
    private partial void LogNotRead(Exception exception);
}
