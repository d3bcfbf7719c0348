using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>Plays OpenShift's CA injection into ConfigMaps that ask for it. Does nothing until certificates are ordered.</summary>
internal sealed class CertificateInjector(IWorldCluster cluster, WorldOrders orders) : Actor(cluster, orders)
{
    public override Resource Watches => Resource.ConfigMaps;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting || Orders.Certificates is not { } text || KeyOf(subject) is not { } key) return null;
        var bundle = $"-----BEGIN CERTIFICATE-----\n{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key} {text}"))}\n-----END CERTIFICATE-----\n";
        if (subject.Text("data", key) != bundle)
            await PatchAsync(subject, Item(subject), new JsonObject { ["data"] = new JsonObject { [key] = bundle } }, cancellation);
        return null;
    }

    private static string? KeyOf(Observed subject)
    {
        if (subject.Text("metadata", "annotations", "service.beta.openshift.io/inject-cabundle") == "true") return "service-ca.crt";
        return subject.Text("metadata", "labels", "config.openshift.io/inject-trusted-cabundle") == "true" ? "ca-bundle.crt" : null;
    }
}
