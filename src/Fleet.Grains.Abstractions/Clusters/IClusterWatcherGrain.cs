namespace Fleet.Grains.Clusters;

/// <summary>
/// One watch session per cluster; keyed by the cluster's name. Streams what changed to registry and component grains, in batches.
/// </summary>
[Alias("Fleet.ClusterWatcher")]
public interface IClusterWatcherGrain : IGrainWithStringKey
{
    /// <summary>Watches over the connection that the cluster opened on this silo; a running session is replaced.</summary>
    /// <returns>False when this silo has no such session.</returns>
    Task<bool> Watch(long session);

    /// <summary>Ends the session; the cluster has moved to another silo.</summary>
    Task Leave();

    /// <summary>Ends the session.</summary>
    Task Stop();
}
