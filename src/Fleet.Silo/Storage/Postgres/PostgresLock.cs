using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>
/// Lets one server at a time prepare the database. The lock belongs to a connection of its own, so that the server releases it whenever
/// this process ends, however it ends.
/// </summary>
internal sealed class PostgresLock : IAsyncDisposable
{
    /// <summary>"quayflt" in ASCII: advisory locks of one database share their numbers.</summary>
    private const long Number = 0x71756179666c74;

    private readonly NpgsqlConnection _connection;

    private PostgresLock(NpgsqlConnection connection) => _connection = connection;

    public static async Task<PostgresLock> TakeAsync(NpgsqlConnectionStringBuilder connection, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(connection.ConnectionString) { Pooling = false, KeepAlive = 10, CommandTimeout = 0 };
        var open = new NpgsqlConnection(own.ConnectionString);
        try
        {
            await open.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand($"select pg_advisory_lock({Number})", open);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new PostgresLock(open);
        }
        catch
        {
            await open.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
