using System.Threading.Channels;
using DbUp;
using DbUp.Engine.Output;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace Fleet.Silo.Storage;

/// <summary>
/// The embedded database: SQLite in WAL mode with one writer that commits in groups and full synchronisation, so that what was acknowledged
/// survives a power cut and a storm of small writes costs few commits. Readers use pooled connections of their own.
/// </summary>
public sealed class EmbeddedStore : IAsyncDisposable
{
    private const int LargestGroup = 512;
    private readonly string _connectionString;
    private readonly Channel<Write> _writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(8192) { SingleReader = true });
    private readonly Task _writer;

    private EmbeddedStore(string connectionString)
    {
        _connectionString = connectionString;
        _writer = Task.Run(WriteGroupsAsync);
    }

    private sealed record Write(Func<SqliteConnection, SqliteTransaction, int> Run, TaskCompletionSource<int> Done);

    /// <summary>Opens or creates the database and brings its schema up to date.</summary>
    /// <exception cref="StartRefusedException">A newer release wrote it.</exception>
    /// <exception cref="InvalidOperationException">A migration failed; the message names the script.</exception>
    public static EmbeddedStore Open(string file)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = true, DefaultTimeout = 30 }.ToString();
        var scripts = MigrationScripts.Of("Sqlite");
        var engine = DeployChanges.To
            .SqliteDatabase(connectionString)
            .WithScripts(scripts)
            .WithTransactionPerScript()
            .LogTo(new NoOpUpgradeLog())
            .Build();
        if (MigrationScripts.Refusal(scripts, engine.GetExecutedScripts()) is { } refusal)
            throw new StartRefusedException(StartRefusedException.BadUsage, $"{file}: {refusal}");
        var upgrade = engine.PerformUpgrade();
        if (!upgrade.Successful)
            throw new InvalidOperationException($"The database {file} could not be brought up to date: {upgrade.ErrorScript?.Name}: {upgrade.Error.Message}", upgrade.Error);
        return new EmbeddedStore(connectionString);
    }

    /// <summary>Runs a statement in the next group commit; the task ends when it is durable. Returns the rows it changed.</summary>
    public async Task<int> WriteAsync(Func<SqliteConnection, SqliteTransaction, int> run, CancellationToken cancellationToken = default)
    {
        var write = new Write(run, new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _writes.Writer.WriteAsync(write, cancellationToken);
        return await write.Done.Task;
    }

    /// <summary>Runs a query on a pooled connection, off the caller's scheduler: SQLite's calls block.</summary>
    public Task<T> ReadAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken = default) =>
        Task.Run(
            () =>
            {
                using var connection = OpenConnection();
                return read(connection);
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer;
        SqliteConnection.ClearAllPools();
    }

    private SqliteConnection OpenConnection()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var pragma = connection.CreateCommand();
        pragma.CommandText = "pragma journal_mode = wal; pragma synchronous = full;";
        pragma.ExecuteNonQuery();
        return connection;
    }

    private async Task WriteGroupsAsync()
    {
        await using var connection = OpenConnection();
        var group = new List<(Write Write, int Changed)>(LargestGroup);
        while (await _writes.Reader.WaitToReadAsync())
        {
            group.Clear();
            Commit(connection, group);
        }
    }

    private void Commit(SqliteConnection connection, List<(Write Write, int Changed)> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction();
            while (group.Count < LargestGroup && _writes.Reader.TryRead(out var write))
                Run(connection, transaction, write, group);
            transaction.Commit();
        }
#pragma warning disable CA1031 // handed to every writer of the group, each of which decides
        catch (Exception e)
        {
            foreach (var (write, _) in group) write.Done.TrySetException(e);
            return;
        }
#pragma warning restore CA1031
        foreach (var (write, changed) in group) write.Done.TrySetResult(changed);
    }

    private static void Run(SqliteConnection connection, SqliteTransaction transaction, Write write, List<(Write, int)> group)
    {
        try
        {
            group.Add((write, write.Run(connection, transaction)));
        }
        catch (SqliteException e) when (e.SqliteErrorCode == 19) // constraint: this statement's own fault, undone by SQLite alone
        {
            write.Done.TrySetException(e);
        }
#pragma warning disable CA1031 // rethrown: anything else condemns the whole group
        catch (Exception)
        {
            group.Add((write, 0));
            throw;
        }
#pragma warning restore CA1031
    }
}
