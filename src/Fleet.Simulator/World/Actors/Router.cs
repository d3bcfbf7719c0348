using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// Plays OpenShift's router: gives a Route without host one, and admits or, by order, rejects it. Unlike on OpenShift the host comes a
/// moment after creation, since here no admission step can give it.
/// </summary>
internal sealed class Router(IWorldCluster cluster, WorldOrders orders, TimeProvider clock, string appsDomain) : Actor(cluster, orders)
{
    public override Resource Watches => Resource.Routes;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting) return null;
        var host = subject.Text("spec", "host");
        if (string.IsNullOrEmpty(host))
        {
            host = $"{subject.Name}-{subject.Namespace}.{appsDomain}";
            await PatchAsync(subject, Item(subject), new JsonObject { ["spec"] = new JsonObject { ["host"] = host } }, cancellation);
            return null;
        }

        var rejection = Orders.RejectionOf(subject);
        var admitted = rejection is null ? "True" : "False";
        var ingress = (subject.At("status", "ingress") as JsonArray)?.FirstOrDefault() as JsonObject;
        var condition = (ingress?["conditions"] as JsonArray)?.FirstOrDefault() as JsonObject;
        if ((string?)ingress?["host"] == host && (string?)condition?["status"] == admitted) return null;
        var left = Orders.DelayOf(subject) - subject.Age;
        if (left > TimeSpan.Zero) return left;

        var next = new JsonObject
        {
            ["type"] = "Admitted",
            ["status"] = admitted,
            ["lastTransitionTime"] = Times.Now(clock),
        };
        if (rejection is not null)
        {
            next["reason"] = "HostAlreadyClaimed";
            next["message"] = rejection;
        }
        await PatchAsync(subject, Status(subject), new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["ingress"] = new JsonArray(new JsonObject
                {
                    ["host"] = host,
                    ["routerName"] = "default",
                    ["routerCanonicalHostname"] = $"router-default.{appsDomain}",
                    ["wildcardPolicy"] = "None",
                    ["conditions"] = new JsonArray(next),
                }),
            },
        }, cancellation);
        return null;
    }
}
