using System.Globalization;
using Orleans.Storage;

namespace Fleet.Silo.Storage;

/// <summary>
/// Orleans' grain state in either store. The ETag is the row's version; a stale one is refused, never overwritten. Not Orleans' AdoNet storage, which
/// takes the cluster names 1 and 01 for one number and one row (decision 0011).
/// </summary>
public sealed class FleetGrainStorage(IGrainStateTable table, IGrainStorageSerializer serializer) : IGrainStorage
{
    private const long First = 1;

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var row = await table.ReadAsync(stateName, grainId.ToString());
        grainState.RecordExists = row is not null;
        grainState.ETag = row?.Version.ToString(CultureInfo.InvariantCulture);
        grainState.State = row is null ? Activator.CreateInstance<T>() : serializer.Deserialize<T>(new BinaryData(row.Payload));
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var payload = serializer.Serialize(grainState.State).ToArray();
        var version = Version(grainState.ETag);
        var written = version is { } current
            ? await table.UpdateAsync(stateName, grainId.ToString(), current, payload)
            : await table.InsertAsync(stateName, grainId.ToString(), payload);
        if (!written) throw Stale(stateName, grainId, grainState.ETag);
        grainState.ETag = (version + 1 ?? First).ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Version(grainState.ETag) is { } version && !await table.DeleteAsync(stateName, grainId.ToString(), version))
            throw Stale(stateName, grainId, grainState.ETag);
        (grainState.ETag, grainState.RecordExists, grainState.State) = (null, false, Activator.CreateInstance<T>());
    }

    private static long? Version(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static InconsistentStateException Stale(string stateName, GrainId grainId, string? etag) =>
        new($"State '{stateName}' of {grainId} was written by another activation since version {etag ?? "none"}.");
}
