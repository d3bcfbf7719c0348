using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>What seeding takes for granted; the same as the fleet that will look at the registries, or they would not be at rest.</summary>
/// <param name="AppsDomain">The domain of the cluster's router.</param>
internal sealed record SeedSettings(ClusterFeatures Features, string AppsDomain, OperatorSettings Operator, ReleaseCatalog Catalog, TimeProvider Clock)
{
    /// <summary>The RSA key of everything seeded with these settings.</summary>
    public SharedKey Keys { get; } = new();

    /// <summary>Finds out what the cluster serves, as the fleet does.</summary>
    public static async Task<SeedSettings> DiscoverAsync(IWorldCluster cluster, string appsDomain, TimeProvider clock, CancellationToken cancellation)
    {
        async Task<bool> ServesAsync(string path) => await cluster.GetAsync(path, cancellation) is not null;
        var version = await cluster.GetAsync("/version", cancellation);
        return new SeedSettings(
            new ClusterFeatures(
                (string?)version?["gitVersion"] ?? "",
                await ServesAsync("/apis/route.openshift.io/v1"),
                await ServesAsync("/apis/objectbucket.io/v1alpha1"),
                await ServesAsync("/apis/monitoring.coreos.com/v1") && await ServesAsync("/api/v1/namespaces/openshift-config-managed"),
                await ServesAsync("/apis/autoscaling/v2"),
                await ServesAsync("/apis/quay.redhat.com/v1")),
            appsDomain,
            new OperatorSettings(),
            ReleaseCatalog.BuiltIn,
            clock);
    }

    /// <exception cref="InvalidOperationException">The registry asks for a version that it cannot have.</exception>
    public QuayRelease Choose(QuayRegistry registry) =>
        VersionRules.Choose(Catalog, VersionWish.Of(registry), registry.Status.CurrentVersion, Features.KubernetesVersion) switch
        {
            VersionChoice.Run run => run.Release,
            VersionChoice.Leave leave => throw new InvalidOperationException(leave.Why.Message),
            _ => throw new InvalidOperationException("A release is run or a registry left alone."),
        };

    /// <summary>Nobody answers at the domain of a simulated router, so its certificate stays unknown.</summary>
    public RouterKnowledge? Router => Features.Routes ? new RouterKnowledge(AppsDomain, null) : null;
}
