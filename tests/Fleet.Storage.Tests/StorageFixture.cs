using Fleet.Gateway.Auditing;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security.Tokens;
using Fleet.Grains.Clusters;
using Fleet.Grains.Storage;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage;
using Fleet.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Orleans.Storage;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Fleet.Storage.Tests;

/// <summary>One store with the services the product registers for it.</summary>
internal sealed class OpenStore : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly ServiceProvider _services;

    private OpenStore(DataDirectory data, IFleetStore store)
    {
        (_data, Store) = (data, store);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IGrainStorageSerializer, PlainJson>();
        store.AddServices(services);
        _services = services.BuildServiceProvider();
    }

    public IFleetStore Store { get; }

    public string Folder => _data.Path;

    public IGrainStorage Grains => _services.GetRequiredKeyedService<IGrainStorage>("Default");

    public IClusterDirectory Clusters => _services.GetRequiredService<IClusterDirectory>();

    public IEventLog Events => _services.GetRequiredService<IEventLog>();

    public IApiTokenStore Tokens => _services.GetRequiredService<IApiTokenStore>();

    public IRequestKeyStore RequestKeys => _services.GetRequiredService<IRequestKeyStore>();

    public IAuditStore Audit => _services.GetRequiredService<IAuditStore>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("quay-fleet-storage-").FullName;

    public static async Task ExecuteAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<object?> AskAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand(sql, open);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<OpenStore> OpenAsync(string? postgres, string folder, string? keyFile = null, string? tokenFile = null)
    {
        var options = new ServerOptions("", folder, AllowExec: false, SkipResourceRequests: false, Postgres: postgres) { KeyFile = keyFile, AdminTokenFile = tokenFile };
        Assert.True(DataDirectory.TryOpen(folder, shared: postgres is not null, out var data, out var problem), problem);
        try
        {
            return new OpenStore(data, await Server.OpenStoreAsync(options, data, TestContext.Current.CancellationToken));
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Store.DisposeAsync();
        _data.Dispose();
    }

    private sealed class PlainJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
    }
}
