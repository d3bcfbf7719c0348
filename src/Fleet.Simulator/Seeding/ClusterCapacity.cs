using System.Text.Json.Nodes;
using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>What would run pods and keep their data: nodes that Quay fits on, and a default storage class.</summary>
internal static class ClusterCapacity
{
    private const int Nodes = 3;

    public static async Task InstallAsync(IWorldCluster cluster, CancellationToken cancellation)
    {
        for (var number = 1; number <= Nodes; number++)
        {
            var name = $"worker-{number}";
            await cluster.CreateAsync(
                "/api/v1/nodes",
                new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["node-role.kubernetes.io/worker"] = "" } } },
                cancellation);
            await cluster.PatchAsync(
                $"/api/v1/nodes/{name}/status", new JsonObject { ["status"] = new JsonObject { ["allocatable"] = new JsonObject { ["cpu"] = "16", ["memory"] = "64Gi" } } }, cancellation);
        }
        await cluster.CreateAsync(
            "/apis/storage.k8s.io/v1/storageclasses",
            new JsonObject
            {
                ["apiVersion"] = "storage.k8s.io/v1",
                ["kind"] = "StorageClass",
                ["metadata"] = new JsonObject { ["name"] = "standard", ["annotations"] = new JsonObject { ["storageclass.kubernetes.io/is-default-class"] = "true" } },
                ["provisioner"] = "sim.example/volumes",
            },
            cancellation);
    }
}
