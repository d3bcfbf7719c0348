using System.Security.Cryptography;
using Npgsql;
using Xunit;

namespace Fleet.Testing;

/// <summary>A PostgreSQL server of its own, started by <c>scripts/postgres</c>; it ends with this process, however that ends.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quay-fleet-postgres-").FullName;

    /// <summary>A superuser's connection, with password, to no database in particular.</summary>
    public string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts it, again after <see cref="StopAsync"/> on the same port with the same data.</summary>
    public async Task StartAsync() =>
        Connection = (await ServiceScript.RunAsync("postgres", "up.sh", _folder, "--no-fsync", "--owner", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .TrimEnd().Split('\n')[^1];

    /// <summary>A connection to a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync(string prefix)
    {
        var name = $"{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        await using var open = new NpgsqlConnection(Connection + ";Pooling=false");
        await open.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", open);
        await command.ExecuteNonQueryAsync();
        return $"{Connection};Database={name}";
    }

    /// <summary>Ends its connections and itself; the data stays.</summary>
    public Task StopAsync() => ServiceScript.RunAsync("postgres", "down.sh", _folder, "--keep");

    /// <summary>It stands still: connections stay, new ones are taken, and nothing is answered.</summary>
    public Task SuspendAsync() => ServiceScript.RunAsync("postgres", "signal.sh", _folder, "STOP");

    /// <summary>It goes on where it stood still.</summary>
    public Task ResumeAsync() => ServiceScript.RunAsync("postgres", "signal.sh", _folder, "CONT");

    public async ValueTask DisposeAsync()
    {
        await ServiceScript.RunAsync("postgres", "down.sh", _folder);
        Directory.Delete(_folder, recursive: true);
    }
}
