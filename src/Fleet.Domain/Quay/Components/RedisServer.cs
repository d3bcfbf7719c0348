using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Build logs and events of the web console. Nothing in it needs to last.</summary>
internal static class RedisServer
{
    private const string Suffix = "quay-redis";
    private const string Label = "redis";
    private const int ServerPort = 6379;

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (build.AtLeast(3, 6)) yield return ServiceAccount(Suffix);
        yield return Deployment(Suffix, Label,
            Map(("replicas", 1)),
            Map(
                ("serviceAccountName", build.AtLeast(3, 6) ? build.Name(Suffix) : null),
                ("containers", List(Map(
                    ("name", "redis-master"),
                    ("image", build.Images.Redis),
                    ("imagePullPolicy", "IfNotPresent"),
                    ("ports", List(Port(ServerPort))),
                    ("resources", build.AtLeast(3, 6) ? Resources(requests: Amount("500m", "1Gi"), limits: Amount("4", "16Gi")) : null))))));

        // The type is left to the server. It reads target port 0 as the port itself; the operator applies that 0, and so owns the field.
        var service = Service(Suffix, Label, null, Map(("port", ServerPort), ("protocol", "TCP"), ("targetPort", 0)));
        service.Spec.Remove("type");
        yield return service;
    }
}
