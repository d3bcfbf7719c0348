using System.Threading.Channels;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Fleet.Simulator.Persistence;

/// <summary>
/// One SQLite file for all clusters of a process: per cluster only what differs from the image, the newest of each object, and settings. One
/// writer commits in groups. What was acknowledged survives the end of the process, kill -9 included, not that of the machine: nothing waits
/// for the disk.
/// </summary>
internal sealed class JournalFile : IAsyncDisposable
{
    private const int LargestGroup = 1024;

    private const string Schema = """
        create table if not exists setting (name text primary key, value blob not null) without rowid;
        create table if not exists object (
            cluster text not null, key text not null, version integer not null, body blob, primary key (cluster, key)) without rowid;
        """;

    private readonly string _connectionString;
    private readonly Channel<Write> _writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(8192) { SingleReader = true });
    private readonly Task _writer;

    private JournalFile(string connectionString)
    {
        _connectionString = connectionString;
        _writer = Task.Run(WriteGroupsAsync);
    }

    private sealed record Write(string Sql, object Parameters, TaskCompletionSource Done);

    /// <summary>Opens or creates the file.</summary>
    /// <exception cref="SqliteException">It is no journal, or cannot be written.</exception>
    public static JournalFile Open(string file)
    {
        var connectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 30 }.ToString();
        using var connection = Connect(connectionString);
        connection.Execute(Schema);
        return new JournalFile(connectionString);
    }

    /// <summary>Keeps changes of one cluster's objects, all or none; ends when they are kept.</summary>
    public Task AppendAsync(string cluster, IEnumerable<JournalEntry> entries) => WriteAsync(
        // A slower writer must not bring an older version back.
        """
        insert into object (cluster, key, version, body) values (@cluster, @Key, @Version, @body)
        on conflict (cluster, key) do update set version = excluded.version, body = excluded.body where excluded.version > object.version
        """,
        entries.Select(entry => new { cluster, entry.Key, entry.Version, body = entry.Body is { } body ? JournalBody.Pack(body.Span) : null }).ToArray());

    public Task SetAsync(string name, byte[] value) => WriteAsync(
        "insert into setting (name, value) values (@name, @value) on conflict (name) do update set value = excluded.value", new { name, value });

    /// <summary>Null when it was never set.</summary>
    public async Task<byte[]?> GetAsync(string name)
    {
        await using var connection = Connect(_connectionString);
        return await connection.QuerySingleOrDefaultAsync<byte[]>("select value from setting where name = @name", new { name });
    }

    /// <summary>What every cluster's objects differ from the image in, cluster by cluster.</summary>
    public IEnumerable<(string Cluster, JournalEntry Entry)> ReadAll()
    {
        using var connection = Connect(_connectionString);
        foreach (var row in connection.Query<Row>("select cluster, key, version, body from object order by cluster, key", buffered: false))
        {
            // Not by a conditional: a null array converts to an empty body, and a tombstone would become an object.
            ReadOnlyMemory<byte>? body = null;
            if (row.Body is not null) body = JournalBody.Unpack(row.Body);
            yield return (row.Cluster, new JournalEntry(row.Key, row.Version, body));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _writes.Writer.TryComplete();
        await _writer;
    }

    private async Task WriteAsync(string sql, object parameters)
    {
        var write = new Write(sql, parameters, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await _writes.Writer.WriteAsync(write);
        await write.Done.Task;
    }

    private async Task WriteGroupsAsync()
    {
        await using var connection = Connect(_connectionString);
        var group = new List<Write>(LargestGroup);
        while (await _writes.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < LargestGroup && _writes.Reader.TryRead(out var write)) group.Add(write);
            Commit(connection, group);
        }
    }

    private static void Commit(SqliteConnection connection, List<Write> group)
    {
        try
        {
            using var transaction = connection.BeginTransaction();
            foreach (var write in group) connection.Execute(write.Sql, write.Parameters, transaction);
            transaction.Commit();
        }
#pragma warning disable CA1031 // handed to every writer of the group, each of which refuses its request
        catch (Exception e)
        {
            foreach (var write in group) write.Done.TrySetException(e);
            return;
        }
#pragma warning restore CA1031
        foreach (var write in group) write.Done.TrySetResult();
    }

    private static SqliteConnection Connect(string connectionString)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.Execute("pragma journal_mode = wal; pragma synchronous = off;");
        return connection;
    }

    private sealed record Row(string Cluster, string Key, long Version, byte[]? Body);
}
