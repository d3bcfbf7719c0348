using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>Rolls all pods, databases included, when a CA of the cluster changes [3.7+].</summary>
internal static class CertificateAnnotations
{
    public static void Apply(Workload workload, Build build)
    {
        foreach (var metadata in (JsonObject[])[workload.Metadata, workload.PodMetadata])
        {
            metadata.Child("annotations")["cluster-service-ca"] = build.Facts.Cluster.ServiceCaHash;
            metadata.Child("annotations")["cluster-trusted-ca"] = build.Facts.Cluster.TrustedCaHash;
        }
    }
}
