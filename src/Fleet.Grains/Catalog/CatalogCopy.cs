namespace Fleet.Grains.Catalog;

/// <summary>The fleet's catalog as this silo last read it: one copy for all clusters that have their home here.</summary>
internal sealed class CatalogCopy(IGrainFactory grains)
{
    private readonly Lock _gate = new();
    private volatile FleetCatalog? _current;

    /// <summary>Raised after <see cref="Current"/> changed; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>Null until it was read for the first time.</summary>
    public FleetCatalog? Current => _current;

    /// <summary>Reads it again unless what is here is new enough.</summary>
    public Task ReachAsync(long revision) => _current?.Revision >= revision ? Task.CompletedTask : RefreshAsync();

    public async Task RefreshAsync()
    {
        var read = await grains.GetCatalog().Get();
        lock (_gate)
        {
            // An answer that was long on its way must not replace a newer one.
            if (_current?.Revision >= read.Revision) return;
            _current = read;
        }
        Changed?.Invoke();
    }
}
