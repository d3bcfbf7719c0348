using System.Text.Json.Nodes;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>
/// Learns the router's domain with a Route of the fleet's own, once per cluster: the watch sees it admitted, and then it is deleted.
/// </summary>
internal static class RouterProbe
{
    public static async Task EnsureAsync(ClusterSession session)
    {
        var route = new JsonObject
        {
            ["apiVersion"] = "route.openshift.io/v1",
            ["kind"] = "Route",
            ["metadata"] = new JsonObject { ["name"] = ClusterKinds.ProbeRoute.Name, ["namespace"] = ClusterKinds.ProbeRoute.Namespace },
            ["spec"] = new JsonObject { ["to"] = new JsonObject { ["kind"] = "Service", ["name"] = "none" } },
        };
        session.HasProbe = true;
        // Best effort: whatever fails here shows as the registries' blocker `apps-domain`, and the next session tries again.
        await session.Api.ApplyAsync(route, ApplyOptions.Default, session.Ended);
    }

    public static Task RemoveAsync(ClusterSession session) => session.Api.DeleteAsync(ClusterKinds.ProbeRoute, DeleteOptions.Default, session.Ended);
}
