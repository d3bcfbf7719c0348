namespace Fleet.Silo.Storage;

/// <summary>The table <c>grain_state</c>: one row a grain and state name. A version that is not the row's changes nothing.</summary>
public interface IGrainStateTable
{
    Task<GrainStateRow?> ReadAsync(string type, string id);

    /// <summary>Writes the row with its first version.</summary>
    /// <returns>False when there is one already.</returns>
    Task<bool> InsertAsync(string type, string id, byte[] payload);

    /// <summary>Replaces the payload and adds one to the version.</summary>
    Task<bool> UpdateAsync(string type, string id, long version, byte[] payload);

    Task<bool> DeleteAsync(string type, string id, long version);
}

public sealed record GrainStateRow(long Version, byte[] Payload);
