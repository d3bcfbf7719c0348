namespace Fleet.Simulator.World;

/// <summary>The parts of a world, each of which can be left out.</summary>
[Flags]
public enum WorldParts
{
    None = 0,
    Routes = 1,
    Buckets = 2,
    Workloads = 4,
    Jobs = 8,
    Autoscalers = 16,
    Volumes = 32,
    Certificates = 64,

    /// <summary>The namespace <c>openshift-config-managed</c>, once the monitoring kinds are served.</summary>
    Monitoring = 128,
    All = Routes | Buckets | Workloads | Jobs | Autoscalers | Volumes | Certificates | Monitoring,
}
