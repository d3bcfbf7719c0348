using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>What Clair's pod finds in its file system.</summary>
internal static class ClairFiles
{
    private const string TrustedCa = "cluster-trusted-ca";
    private const string Scratch = "indexer-layer-storage";

    public static JsonArray Mounts(Build build) => List(
    [
        build.AtLeast(3, 7) ? Mount(TrustedCa, "/etc/pki/ca-trust/extracted/pem", readOnly: true) : null,
        .. build.AtLeast(3, 11)
            ? (JsonObject[])
            [
                Mount("config", "/clair/config.yaml", "config.yaml"),
                Mount("config", "/clair/config.yaml.d/01_user_config.yaml", "01_user_config.yaml"),
            ]
            : [Mount("config", "/clair/")],
        Mount(CertificateVolume(build), "/var/run/certs"),
        build.AtLeast(3, 16) ? Mount(Scratch, "/var/tmp") : null,
    ]);

    public static JsonArray Volumes(Build build) => List(
        build.AtLeast(3, 7) ? Volume.ConfigMap(TrustedCa, build.Name(TrustedCa), ("ca-bundle.crt", "tls-ca-bundle.pem")) : null,
        Volume.Secret("config", build.Secret(ClairApp.ConfigSecret)),
        Certificates(build),
        build.AtLeast(3, 16) ? ScratchVolume() : null);

    /// <summary>The certificates by which Clair knows Quay.</summary>
    private static JsonObject Certificates(Build build) => build switch
    {
        _ when build.Before(3, 6) => Volume.Secret(
            CertificateVolume(build), build.Secret(QuayPod.ConfigSecret), ("ssl.cert", "quay-ssl.cert")),
        _ when build.Before(3, 7) => Volume.Projected(CertificateVolume(build),
            Volume.FromSecret(build.Secret(QuayPod.TlsSecret)),
            Volume.FromConfigMap(build.Name("cluster-service-ca"))),
        _ => Volume.Projected(CertificateVolume(build),
            Volume.FromSecret(build.Secret(QuayPod.ExtraCaSecret)),
            Volume.FromSecret(build.Secret(QuayPod.TlsSecret)),
            Volume.FromConfigMap(build.Name("cluster-service-ca")),
            Volume.FromConfigMap(build.Name(TrustedCa))),
    };

    /// <summary>A volume's type cannot be changed under its name.</summary>
    private static string CertificateVolume(Build build) => build.Before(3, 6) ? "certs" : "certificates";

    /// <summary>Where image layers are unpacked; a node's own disk can be too small for them.</summary>
    private static JsonObject ScratchVolume() => Map(
        ("name", Scratch),
        ("ephemeral", Map(("volumeClaimTemplate", Map(("spec", Map(
            ("accessModes", List("ReadWriteOnce")),
            ("resources", Map(("requests", Map(("storage", "20Gi"))))))))))));
}
