using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Quay's database.</summary>
internal static class PostgresDatabase
{
    public const string Suffix = "quay-database";
    public const string Label = "postgres";
    public const string SampleSuffix = "postgres-conf-sample";
    public const string CredentialsSecret = "postgres-config-secret";
    public const string BootstrapSecret = "postgres-bootstrap";
    public const string BootstrapFile = "create-extensions.sh";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (build.AtLeast(3, 6)) yield return ServiceAccount(Suffix);
        yield return Claim(ClaimSuffix(build), Label, PostgresServer.ClaimSize);
        yield return Server(build, Suffix, build.Images.Postgres, ClaimSuffix(build),
            replicas: DatabaseUpgrade.RunsFor(build, ComponentKind.Postgres) ? 0 : 1, PostgresServer.Readiness(build));
        yield return Service(Suffix, Label, null, ServicePort("postgres", PostgresServer.ServerPort, PostgresServer.ServerPort));
        if (build.Before(3, 7)) yield return PostgresInit.Job(build);
        if (build.AtLeast(3, 6)) yield return PostgresServer.SampleConfig(SampleSuffix);
    }

    public static string ClaimSuffix(Build build) => build.AtLeast(3, 9) ? "quay-postgres-13" : OldClaimSuffix;

    public const string OldClaimSuffix = "quay-database";

    /// <summary>A server; during a major upgrade there are two of them on two claims.</summary>
    public static Manifest Server(Build build, string suffix, string? image, string claimSuffix, int replicas, JsonObject? readiness) =>
        Deployment(suffix, Label,
            PostgresServer.Spec(replicas),
            Map(
                ("serviceAccountName", build.AtLeast(3, 6) ? build.Name(Suffix) : null),
                ("terminationGracePeriodSeconds", PostgresServer.GracePeriod(build)),
                ("containers", List(Map(
                    ("name", "postgres"),
                    ("image", image),
                    ("imagePullPolicy", "IfNotPresent"),
                    ("env", List(
                        Credential(build, "POSTGRESQL_USER", "database-username"),
                        Credential(build, "POSTGRESQL_DATABASE", "database-name"),
                        Credential(build, "POSTGRESQL_ADMIN_PASSWORD", "database-root-password"),
                        Credential(build, "POSTGRESQL_PASSWORD", "database-password"),
                        Env("POSTGRESQL_SHARED_BUFFERS", "256MB"),
                        Env("POSTGRESQL_MAX_CONNECTIONS", "2000"))),
                    ("ports", List(Port(PostgresServer.ServerPort))),
                    ("resources", PostgresServer.Requests(build)),
                    ("readinessProbe", readiness),
                    ("volumeMounts", List(
                        build.AtLeast(3, 6) ? PostgresServer.SampleMount(SampleSuffix) : null,
                        PostgresServer.DataMount(),
                        build.AtLeast(3, 7) ? BootstrapMount() : null))))),
                ("volumes", List(
                    build.AtLeast(3, 6) ? PostgresServer.SampleVolume(build, SampleSuffix) : null,
                    build.AtLeast(3, 7) ? Volume.Secret(BootstrapSecret, build.Secret(BootstrapSecret)) : null,
                    PostgresServer.DataVolume(build, claimSuffix)))));

    public static JsonObject Credential(Build build, string variable, string key) =>
        EnvFromSecret(variable, build.Secret(CredentialsSecret), key);

    private static JsonObject BootstrapMount() => Mount(
        BootstrapSecret, "/usr/share/container-scripts/postgresql/start/" + BootstrapFile, BootstrapFile, readOnly: true);
}
