using Npgsql;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>Pooled connections to the fleet's PostgreSQL. What fails because of the server is an <see cref="OrleansException"/>, which grains and API know as "try again".</summary>
public sealed class PostgresStore(NpgsqlConnectionStringBuilder connection) : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source = new NpgsqlDataSourceBuilder(connection.ConnectionString).Build();

    /// <summary>For the providers that open connections of their own. Holds the password.</summary>
    public string ConnectionString => connection.ConnectionString;

    /// <summary>Host and port, for messages.</summary>
    public string Server => $"{connection.Host}:{connection.Port}";

    public async Task<T> RunAsync<T>(Func<NpgsqlConnection, Task<T>> run, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var open = await _source.OpenConnectionAsync(cancellationToken);
            return await run(open);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // Connections that idled through an outage are broken too, and would each fail once.
            if (e is not PostgresException || e is PostgresException { SqlState: PostgresErrorCodes.AdminShutdown }) _source.Clear();
            // Not as the inner exception: Orleans cannot carry Npgsql's to another silo, and its caller would see a broken message instead.
            var cause = e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message;
            throw new OrleansException($"PostgreSQL at {Server} did not do it: {cause}");
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
