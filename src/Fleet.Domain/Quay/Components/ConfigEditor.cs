using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>The web form for Quay's configuration [≤3.9].</summary>
internal static class ConfigEditor
{
    public const string Suffix = "quay-config-editor";
    public const string CredentialsSecret = "quay-config-editor-credentials";
    public const string User = "quayconfig";

    /// <summary>Of the credentials, where the editor calls the fleet.</summary>
    public const string EndpointFile = "endpoint";

    public static bool Exists(Build build) => build.Before(3, 10);

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (!Exists(build)) yield break;
        yield return Editor(build);
        var service = Service(Suffix, Suffix, null, ServicePort("http", 80, 8080));
        // 3.4 and 3.5 open it by a load balancer where no Route leads to it.
        if (build.Before(3, 6) && !build.Manages(ComponentKind.Route)) service.Spec["type"] = "LoadBalancer";
        yield return service;
    }

    private static Manifest Editor(Build build) => Deployment(Suffix, Suffix,
        Map(("replicas", 1)),
        Map(
            ("containers", List(Map(
                ("name", Suffix),
                ("image", build.Images.Quay),
                ("args", List("config", "$(QUAY_PASSWORD)", "$(QUAY_OPERATOR_ENDPOINT)")),
                ("env", List(
                    Env("QUAY_CONFIG_PATH", "/conf/stack"),
                    Env("DEBUGLOG", "true"),
                    EnvFromSecret("QUAY_PASSWORD", build.Secret(CredentialsSecret), "password"),
                    EnvFromField("MY_POD_NAMESPACE", "metadata.namespace"),
                    EnvFromField("MY_POD_NAME", "metadata.name"),
                    build.Facts.Operator.EditorEndpoint is null
                        ? EnvFromField("QUAY_OPERATOR_ENDPOINT", "metadata.annotations['quay-operator-service-endpoint']")
                        : EnvFromSecret("QUAY_OPERATOR_ENDPOINT", build.Secret(CredentialsSecret), EndpointFile),
                    EnvFromField("QUAY_CONFIG_READ_ONLY_FIELD_GROUPS", "metadata.annotations['quay-managed-fieldgroups']"))),
                ("ports", List(Port(8080))),
                ("volumeMounts", List(
                    Mount(ConfigVolumeName(build), "/conf/stack"),
                    Mount("extra-ca-certs", "/conf/stack/extra_ca_certs")))))),
            ("volumes", List(
                build.AtLeast(3, 6)
                    ? QuayPod.ConfigVolume(build)
                    : Volume.Secret(ConfigVolumeName(build), build.Secret(QuayPod.ConfigSecret)),
                QuayPod.ExtraCaVolume(build)))));

    private static string ConfigVolumeName(Build build) => build.AtLeast(3, 6) ? "config" : "config-bundle";
}
