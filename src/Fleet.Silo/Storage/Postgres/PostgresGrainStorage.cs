using System.Globalization;
using Dapper;
using Orleans.Storage;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>
/// Orleans' grain state in PostgreSQL. The ETag is the row's version; a stale one is refused, never overwritten. Not Orleans' AdoNet
/// storage, which takes the cluster names 1 and 01 for one number and one row (decision 0011).
/// </summary>
public sealed class PostgresGrainStorage(PostgresStore store, IGrainStorageSerializer serializer) : IGrainStorage
{
    private sealed record Row(long Version, byte[] Payload);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await store.RunAsync(connection => connection.QuerySingleOrDefaultAsync<Row>(
            "select version, payload from grain_state where type = @type and id = @id", new { type = stateName, id = grainId.ToString() }));
        grainState.RecordExists = row is not null;
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.State = row is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(new BinaryData(row.Payload));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        var version = Version(grainState.ETag);
        var row = new { type = stateName, id = grainId.ToString(), payload, current = version ?? 0 };
        var changed = await store.RunAsync(connection => connection.ExecuteAsync(
            version is null
                ? "insert into grain_state (type, id, version, payload) values (@type, @id, 1, @payload) on conflict do nothing"
                : "update grain_state set payload = @payload, version = version + 1 where type = @type and id = @id and version = @current",
            row));
        if (changed == 0) throw Stale(stateName, grainId, grainState.ETag);
        grainState.ETag = ((version ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Version(grainState.ETag) is { } version)
        {
            var changed = await store.RunAsync(connection => connection.ExecuteAsync(
                "delete from grain_state where type = @type and id = @id and version = @version",
                new { type = stateName, id = grainId.ToString(), version }));
            if (changed == 0) throw Stale(stateName, grainId, grainState.ETag);
        }
        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
    }

    private static long? Version(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static InconsistentStateException Stale(string stateName, GrainId grainId, string? etag) =>
        new($"State '{stateName}' of {grainId} was written by another activation since version {etag ?? "none"}.");
}
