using Fleet.Domain.Releases;

namespace Fleet.Grains.Clusters;

/// <summary>How member clusters are accessed.</summary>
public sealed class ClusterAccessOptions
{
    /// <summary>
    /// Whether kubeconfigs may name an <c>exec</c> plugin, a program that the silo would run. Default false: whoever adds a cluster could
    /// otherwise run programs on the fleet's machine.
    /// </summary>
    public bool AllowExec { get; set; }

    /// <summary>
    /// Sustained requests per second to one cluster; default 400. The API server's own priority and fairness protects it from more; this
    /// protects it from a fault of ours.
    /// </summary>
    public double RequestsPerSecond { get; set; } = 400;

    /// <summary>Images in place of those that releases name, on every cluster; default none.</summary>
    public ReleaseImages Images { get; set; } = new();

    /// <summary>Requests that may go at once after a pause; default 800.</summary>
    public int Burst { get; set; } = 800;
}
