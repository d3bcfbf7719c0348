using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The Job that migrates the schema of Quay's database.</summary>
internal static class QuayUpgrade
{
    public const string Suffix = "quay-app-upgrade";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (!IsRendered(build)) yield break;
        yield return new Manifest(ResourceKind.Job, "v1", Suffix, Map(("spec", Map(("template", Map(
            ("metadata", Map(("name", Suffix), ("labels", Map(("quay-component", Suffix))))),
            ("spec", Map(
                ("restartPolicy", "OnFailure"),
                ("serviceAccountName", QuayPod.ServiceAccount(build)),
                ("containers", List(Map(
                    ("name", Suffix),
                    ("image", build.Images.Quay),
                    ("args", List("migrate", "head")),
                    ("env", List([.. QuayPod.ConfigVariables(build), .. QuayPod.WorkerVariables()])),
                    ("ports", List(Port(8443), Port(8080), Port(8081))),
                    ("resources", Resources(
                        requests: build.AtLeast(3, 6) ? Amount("1", "3Gi") : Amount("2", "8Gi"),
                        limits: Amount("2", "8Gi"))),
                    ("securityContext", QuayPod.SecurityContext(build)),
                    ("volumeMounts", QuayPod.Mounts(build))))),
                // The configuration alone: the Job serves nothing, so it gets no TLS files.
                ("volumes", List(
                [
                    Volume.Secret(QuayPod.ConfigVolumeName(build), build.Secret(QuayPod.ConfigSecret)),
                    QuayPod.ExtraCaVolume(build),
                    .. QuayPod.PostgresCertificateVolumes(build),
                ]))))))))))
        {
            ComponentLabel = Suffix,
            OwnerAnnotation = "base",
            IsBase = build.Before(3, 7),
        };
    }

    /// <summary>Before 3.7 the Job is part of every pass.</summary>
    private static bool IsRendered(Build build) =>
        build.Before(3, 7) || (build.Overlay == Overlay.Upgrade && !(build.AtLeast(3, 14) && WaitsForStorage(build)));

    private static bool WaitsForStorage(Build build) => build.Manages(ComponentKind.ObjectStorage) && !build.Facts.ObjectStorage.Initialized;
}
