using Fleet.Simulator.World;
using Fleet.Testing;
using Fleet.World;
using Xunit;

[assembly: AssemblyFixture(typeof(Fleet.Grains.Tests.OpenShiftLikeCluster))]

namespace Fleet.Grains.Tests;

/// <summary>A real API server that serves what OpenShift with its storage and monitoring serves, and a world that plays the rest.</summary>
public sealed class OpenShiftLikeCluster : ApiServer, IAsyncLifetime
{
    private TestWorld? _world;

    // The world plays deployments and jobs; the rest is left to the real controllers.
    public OpenShiftLikeCluster()
        : base("garbagecollector,namespace,serviceaccount,serviceaccount-token,root-ca-cert-publisher")
    {
    }

    public WorldOrders Orders { get; } = new();

    public string Kubeconfig => File.ReadAllText(KubeconfigPath);

    public new async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await InstallCrdsAsync(
        [
            .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy/member-cluster/crds"), "*.yaml"),
            .. Directory.GetFiles(Path.Combine(Repository.Root, "src/Fleet.Simulator/Definitions"), "*.yaml"),
        ]);
        _world = TestWorld.Start(KubeconfigPath, Orders);
        await Wait.UntilAsync(async () => await Admin.StatusOfAsync("/api/v1/namespaces/openshift-config-managed") == System.Net.HttpStatusCode.OK, "the world's namespace");
    }

    public new async ValueTask DisposeAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Makes the cluster nobody's, as removing it from its fleet would have: a test that failed must not keep it from those after it.</summary>
    public async Task ForgetFleetAsync()
    {
        const string Lease = "/apis/coordination.k8s.io/v1/namespaces/quay-fleet/leases/quay-fleet";
        if (await Admin.StatusOfAsync(Lease) == System.Net.HttpStatusCode.OK) await Admin.DeleteAsync(Lease);
    }

    /// <summary>Creates a QuayRegistry with this spec; null for none at all.</summary>
    /// <param name="version">The release it is meant to run; null leaves that to the fleet.</param>
    public Task CreateRegistryAsync(string ns, string name, System.Text.Json.Nodes.JsonNode? spec = null, string? version = null)
    {
        var body = new System.Text.Json.Nodes.JsonObject
        {
            ["apiVersion"] = "quay.redhat.com/v1",
            ["kind"] = "QuayRegistry",
            ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = name, ["namespace"] = ns },
        };
        if (spec is not null) body["spec"] = spec;
        if (version is not null) body["metadata"]!["annotations"] = new System.Text.Json.Nodes.JsonObject { ["quay-fleet/target-version"] = version };
        return Admin.CreateAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/quayregistries", body);
    }
}
