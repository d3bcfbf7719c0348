using Xunit;

namespace Fleet.Storage.Tests;

/// <summary>A store of its own for each test, on SQLite or on PostgreSQL.</summary>
public abstract class OnEitherStore : IAsyncLifetime
{
    private readonly string _folder = OpenStore.NewFolder();
    private string? _database;

    internal OpenStore Store { get; private set; } = null!;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await DatabaseAsync();
        Store = await OpenStore.OpenAsync(_database, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>As after a restart of the server.</summary>
    protected async Task ReopenAsync()
    {
        await Store.DisposeAsync();
        Store = await OpenStore.OpenAsync(_database, _folder);
    }

    /// <summary>Connection to an empty PostgreSQL database; null for the embedded store.</summary>
    protected abstract Task<string?> DatabaseAsync();
}
