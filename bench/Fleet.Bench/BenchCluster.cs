using System.Net;
using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Fleet.Testing;
using Fleet.World;

namespace Fleet.Bench;

/// <summary>A real API server that serves what OpenShift with its storage and monitoring serves, and a world without delays.</summary>
internal sealed class BenchCluster : ApiServer
{
    private const string Registries = "quayregistries";
    private TestWorld? _world;

    // The world plays deployments and jobs; the rest is left to the real controllers.
    private BenchCluster()
        : base("garbagecollector,namespace,serviceaccount,serviceaccount-token,root-ca-cert-publisher")
    {
    }

    public static async Task<BenchCluster> OpenAsync()
    {
        var cluster = new BenchCluster();
        try
        {
            await cluster.InitializeAsync();
            await cluster.InstallCrdsAsync(
            [
                .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy/member-cluster/crds"), "*.yaml"),
                .. Directory.GetFiles(Path.Combine(Repository.Root, "src/Fleet.Simulator/Definitions"), "*.yaml"),
            ]);
            cluster._world = TestWorld.Start(cluster.KubeconfigPath);
            await Wait.UntilAsync(
                async () => await cluster.Admin.StatusOfAsync("/api/v1/namespaces/openshift-config-managed") == HttpStatusCode.OK, "the world's namespace");
            return cluster;
        }
        catch
        {
            await cluster.StopAllAsync();
            throw;
        }
    }

    /// <summary>From now on the world leaves Deployments as they are.</summary>
    public async Task FreezeWorkloadsAsync()
    {
        await _world!.DisposeAsync();
        _world = TestWorld.Start(KubeconfigPath, parts: WorldParts.All & ~WorldParts.Workloads);
    }

    /// <summary>A QuayRegistry without a spec: everything managed, everything default.</summary>
    public Task CreateRegistryAsync(string ns, string name) =>
        Admin.CreateAsync($"/apis/quay.redhat.com/v1/namespaces/{ns}/{Registries}", new JsonObject
        {
            ["apiVersion"] = "quay.redhat.com/v1",
            ["kind"] = "QuayRegistry",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns },
        });

    /// <summary>Deletes a namespace and waits until nothing of it is left: what the world plays there would go on costing time.</summary>
    public async Task DeleteNamespaceAsync(string ns)
    {
        var path = $"/api/v1/namespaces/{ns}";
        await Admin.DeleteAsync(path);
        await Wait.UntilAsync(async () => await Admin.StatusOfAsync(path) == HttpStatusCode.NotFound, $"namespace {ns} to be gone");
    }

    public async ValueTask StopAllAsync()
    {
        if (_world is not null) await _world.DisposeAsync();
        await DisposeAsync();
    }
}
