namespace Fleet.Simulator.Store;

/// <summary>Keeps what happened on a cluster.</summary>
public interface IClusterJournal
{
    /// <summary>Offered in the order of versions, under the cluster's lock: enqueue and return.</summary>
    /// <param name="after">Null when the object is gone.</param>
    /// <returns>Ends when the change will survive the process. The request that made it is answered then.</returns>
    Task KeepAsync(string resource, ObjectName name, StoredObject? after, long version);
}
