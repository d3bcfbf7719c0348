using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;

namespace Fleet.Gateway.Reading;

/// <summary>That something changed. What it is now, the reader looks up, so that a burst of changes costs one look.</summary>
internal abstract record FleetChange
{
    private FleetChange() { }

    public sealed record Cluster(ClusterName Name) : FleetChange;

    public sealed record Registry(RegistryKey Key) : FleetChange;
}
