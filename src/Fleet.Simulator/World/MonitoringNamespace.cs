using System.Net;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.World;

/// <summary>The namespace that dashboards are put in, which OpenShift has where monitoring is served.</summary>
internal static class MonitoringNamespace
{
    public static async Task OpenAsync(IWorldCluster cluster, TimeProvider clock, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (await cluster.GetAsync("/apis/monitoring.coreos.com/v1", cancellation) is not null)
                {
                    await cluster.CreateAsync("/api/v1/namespaces", new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Namespace",
                        ["metadata"] = new JsonObject { ["name"] = "openshift-config-managed" },
                    }, cancellation);
                    return;
                }
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException || failed is ApiException { Status: not HttpStatusCode.Forbidden })
            {
                // The server is not up yet, or down again.
            }
            await Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation);
        }
    }
}
