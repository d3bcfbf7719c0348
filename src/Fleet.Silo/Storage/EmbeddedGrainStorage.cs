using System.Globalization;
using Dapper;
using Orleans.Storage;

namespace Fleet.Silo.Storage;

/// <summary>Orleans' grain state in the embedded store. The ETag is the row's version; a stale one is refused, never overwritten.</summary>
public sealed class EmbeddedGrainStorage(EmbeddedStore store, IGrainStorageSerializer serializer) : IGrainStorage
{
    private sealed record Row(long Version, byte[] Payload);

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await store.ReadAsync(connection => connection.QuerySingleOrDefault<Row>(
            "select version, payload from grain_state where type = @type and id = @id", Key(stateName, grainId)));
        grainState.RecordExists = row is not null;
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.State = row is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(new BinaryData(row.Payload));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        var version = Version(grainState.ETag);
        var (type, id) = (stateName, grainId.ToString());
        var changed = await store.WriteAsync((connection, transaction) => version is { } current
            ? connection.Execute(
                "update grain_state set payload = @payload, version = version + 1 where type = @type and id = @id and version = @current",
                new { type, id, payload, current }, transaction)
            : connection.Execute(
                "insert into grain_state (type, id, version, payload) values (@type, @id, 1, @payload) on conflict do nothing",
                new { type, id, payload }, transaction));
        if (changed == 0) throw Stale(stateName, grainId, grainState.ETag);
        grainState.ETag = ((version ?? 0) + 1).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (type, id, version) = (stateName, grainId.ToString(), Version(grainState.ETag));
        var changed = await store.WriteAsync((connection, transaction) => connection.Execute(
            "delete from grain_state where type = @type and id = @id and version = @version", new { type, id, version }, transaction));
        if (changed == 0 && version is not null) throw Stale(stateName, grainId, grainState.ETag);
        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
    }

    private static object Key(string type, GrainId grainId) => new { type, id = grainId.ToString() };

    private static long? Version(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static InconsistentStateException Stale(string stateName, GrainId grainId, string? etag) =>
        new($"State '{stateName}' of {grainId} was written by another activation since version {etag ?? "none"}.");
}
