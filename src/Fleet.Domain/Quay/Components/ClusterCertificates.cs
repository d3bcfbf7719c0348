using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>ConfigMaps that OpenShift fills with the CAs of the cluster.</summary>
internal static class ClusterCertificates
{
    public static Manifest ServiceCa() => Manifest.ConfigMap("cluster-service-ca") with
    {
        Annotations = Map(("service.beta.openshift.io/inject-cabundle", "true")),
    };

    public static IEnumerable<Manifest> TrustedCa(Build build) => build.Before(3, 7) ? [] :
    [
        Manifest.ConfigMap("cluster-trusted-ca", ("ca-bundle.crt", build.AtLeast(3, 16) ? "" : null)) with
        {
            OwnerAnnotation = "",
            Labels = Map(("config.openshift.io/inject-trusted-cabundle", "true")),
        },
    ];
}
