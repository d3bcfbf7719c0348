using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.ComponentKind;

namespace Fleet.Domain.Quay.Components;

/// <summary>Which objects each component consists of. What all of one component's objects carry is added here.</summary>
internal static class ComponentObjects
{
    /// <summary>Quay itself, which every registry has: the objects that carry <c>app: quay</c>.</summary>
    public static IEnumerable<Manifest> Base(Build build) =>
        ((IEnumerable<Manifest>)
        [
            .. QuayApp.Objects(build),
            .. SecretWriter.Objects(build),
            ClusterCertificates.ServiceCa(),
            .. build.Before(3, 7) ? QuayUpgrade.Objects(build) : [],
            .. ConfigEditor.Objects(build),
            .. ClusterCertificates.TrustedCa(build),
        ])
        .Select(manifest => manifest with { IsBase = true, OwnerAnnotation = manifest.OwnerAnnotation ?? (build.AtLeast(3, 7) ? "quay" : "base") });

    /// <summary>The objects of a managed component beside its generated Secrets.</summary>
    public static IEnumerable<Manifest> Of(ComponentKind kind, Build build)
    {
        var (annotation, manifests) = kind switch
        {
            Postgres => ("postgres", PostgresDatabase.Objects(build).Concat(DatabaseUpgrade.OfQuay(build))),
            Clair => ("clair", ClairApp.Objects(build)),
            Redis => ("redis", RedisServer.Objects(build)),
            HorizontalPodAutoscaler => ("horizontalpodautoscaler", Autoscalers.Objects(build)),
            ObjectStorage => ("objectstorage", BucketClaim.Objects()),
            Route => ("route", Routes.Objects(build)),
            ComponentKind.Mirror => ("mirror", Mirror.Objects(build)),
            ComponentKind.Monitoring => ("monitoring", Monitoring.Objects(build)),
            ClairPostgres => ("clair-postgres", ClairDatabase.Objects(build).Concat(DatabaseUpgrade.OfClair(build))),
            // Quay is the base; who ends TLS only changes how others are rendered.
            ComponentKind.Quay or Tls => ("", []),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such component"),
        };
        return manifests.Select(manifest => manifest with { Owner = kind, OwnerAnnotation = manifest.OwnerAnnotation ?? annotation });
    }
}
