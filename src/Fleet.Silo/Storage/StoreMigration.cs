using System.Globalization;
using Dapper;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Security.Tokens;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage.Postgres;
using Npgsql;

namespace Fleet.Silo.Storage;

/// <summary>Moves an embedded fleet into an empty PostgreSQL, all or nothing. Both stores keep the same columns, so rows are copied as they are.</summary>
internal static class StoreMigration
{
    private sealed record StateRow(string Type, string Id, long Version, byte[] Payload);

    private sealed record EventRow(string Kind, string Id, long Sequence, string At, string Payload);

    private sealed record Content(
        IReadOnlyList<StateRow> States, IReadOnlyList<string> Clusters, string FleetId, IReadOnlyList<EventRow> Events, IReadOnlyList<StoredToken> Tokens, IReadOnlyList<AuditRow> Audit);

    /// <exception cref="StartRefusedException">There is nothing to move, or the database holds a fleet already.</exception>
    public static async Task RunAsync(ServerOptions options, Action<string> say, CancellationToken cancellationToken)
    {
        if (options.Postgres is not { } text) throw Refused("--migrate-store: give --postgres, where the fleet is to go.");
        if (!PostgresConnection.TryRead(text, out var connection, out var problem)) throw Refused(problem);
        if (!File.Exists(Path.Combine(options.Data, "fleet.db"))) throw Refused($"--data {options.Data}: there is no embedded store in it. Name the folder of the fleet to move.");
        // Not shared: nobody writes to it meanwhile.
        if (!DataDirectory.TryOpen(options.Data, shared: false, out var data, out problem)) throw Refused(problem);
        using (data)
        {
            data.RefuseMigrated();
            var content = await ReadAsync(data);
            await PostgresFleetStore.WaitForServerAsync(connection, say, cancellationToken);
            try
            {
                await CopyAsync(options, connection, data, content, say, cancellationToken);
            }
            catch (NpgsqlException e)
            {
                throw new StartRefusedException(StartRefusedException.Failed, $"--migrate-store: nothing was moved: {e.Message}", e);
            }
            say($"Moved {content.Clusters.Count} clusters, {content.States.Count} grain states and {content.Events.Count} events of {content.FleetId}.");
        }
    }

    private static async Task<Content> ReadAsync(DataDirectory data)
    {
        await using var store = EmbeddedStore.Open(data.Database);
        var id = await FleetIdentity.EnsureAsync(store);
        var tokens = await new EmbeddedApiTokenStore(store).ListAsync(CancellationToken.None);
        var audit = await new EmbeddedAuditStore(store).ReadAsync(
            new AuditQuery(null, null, null, null, null, null, NewestFirst: false, int.MaxValue), CancellationToken.None);
        return await store.ReadAsync(connection => new Content(
            [.. connection.Query<StateRow>("select type, id, version, payload from grain_state")],
            [.. connection.Query<string>("select name from cluster")],
            id,
            [.. connection.Query<EventRow>("select kind, id, sequence, appended_at as at, payload from event")],
            tokens,
            audit));
    }

    private static async Task CopyAsync(
        ServerOptions options, NpgsqlConnectionStringBuilder connection, DataDirectory data, Content content, Action<string> say, CancellationToken cancellationToken)
    {
        await using var @lock = await PostgresLock.TakeAsync(connection, cancellationToken);
        await PostgresMigrations.RunAsync(connection, cancellationToken);
        await using var open = new NpgsqlConnection(connection.ConnectionString);
        await open.OpenAsync(cancellationToken);
        await using var transaction = await open.BeginTransactionAsync(cancellationToken);
        if (await open.ExecuteScalarAsync<bool>("select exists (select from fleet) or exists (select from grain_state) or exists (select from cluster)"))
            throw Refused("--postgres: this database holds a fleet already. Give an empty one.");
        await open.ExecuteAsync("insert into grain_state (type, id, version, payload) values (@Type, @Id, @Version, @Payload)", content.States);
        await open.ExecuteAsync("insert into cluster (name) values (@name)", content.Clusters.Select(name => new { name }));
        await open.ExecuteAsync("insert into fleet (name, value) values ('id', @FleetId)", new { content.FleetId });
        await open.ExecuteAsync(
            "insert into event (kind, id, sequence, appended_at, payload) values (@Kind, @Id, @Sequence, @at, @Payload::json)",
            content.Events.Select(e => new { e.Kind, e.Id, e.Sequence, at = DateTimeOffset.Parse(e.At, CultureInfo.InvariantCulture).UtcDateTime, e.Payload }));
        await open.ExecuteAsync(
            """
            insert into api_token (name, hash, roles, clusters, created_by, created_at, expires_at, last_used_at)
            values (@Name, @Hash, @Roles, @Clusters, @CreatedBy, @created, @expires, @used)
            """,
            content.Tokens.Select(t => new
            {
                t.Name,
                t.Hash,
                t.Roles,
                t.Clusters,
                t.CreatedBy,
                created = t.CreatedAt.UtcDateTime,
                expires = t.ExpiresAt.UtcDateTime,
                used = t.LastUsedAt?.UtcDateTime,
            }));
        await open.ExecuteAsync(
            "insert into audit (chain, sequence, at, actor, action, resource, stage, hash, line) values (@Chain, @Sequence, @at, @Actor, @Action, @Resource, @Stage, @Hash, @Line)",
            content.Audit.Select(a => new { a.Chain, a.Sequence, at = a.At.UtcDateTime, a.Actor, a.Action, a.Resource, a.Stage, a.Hash, a.Line }));
        var fleet = new PostgresFleet(open, data, connection.Password ?? "", say);
        await fleet.KeyAsync(options.KeyFile);
        await fleet.TokenHashAsync(options.AdminTokenFile);
        var (states, clusters, events, tokens, audit) = await open.QuerySingleAsync<(long, long, long, long, long)>(
            """
            select (select count(*) from grain_state), (select count(*) from cluster), (select count(*) from event), (select count(*) from api_token),
                (select count(*) from audit)
            """);
        if ((states, clusters, events, tokens, audit) != (content.States.Count, content.Clusters.Count, content.Events.Count, content.Tokens.Count, content.Audit.Count))
            throw new StartRefusedException(StartRefusedException.Failed, "--migrate-store: not every row arrived; nothing was moved.");
        // Before the commit: whatever happens between, two fleets of one id never both write.
        data.MarkMigrated($"{connection.Host}:{connection.Port}/{connection.Database}");
        try
        {
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException)
        {
            // The server answered that it did not commit. After a lost connection it may have, so the mark stays then.
            data.UnmarkMigrated();
            throw;
        }
    }

    private static StartRefusedException Refused(string message) => new(StartRefusedException.BadUsage, message);
}
