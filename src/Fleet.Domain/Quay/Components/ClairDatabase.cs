using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Manifest;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Clair's database: a component of its own since 3.7.</summary>
internal static class ClairDatabase
{
    public const string Suffix = "clair-postgres";
    public const string Label = "clair-postgres";
    public const string SampleSuffix = "clair-postgres-conf-sample";
    public const string CredentialsSecret = "clairpostgres-config-secret";

    public static IEnumerable<Manifest> Objects(Build build)
    {
        if (build.AtLeast(3, 6)) yield return ServiceAccount(Suffix);
        yield return Claim(ClaimSuffix(build), Label, PostgresServer.ClaimSize);
        yield return Server(build, Suffix, Label, build.AtLeast(3, 9) ? "clair-postgres" : "postgres", build.Images.ClairPostgres,
            ClaimSuffix(build), replicas: DatabaseUpgrade.RunsFor(build, ComponentKind.ClairPostgres) ? 0 : 1,
            PostgresServer.Readiness(build));
        yield return Service(Suffix, Label, null, ServicePort("postgres", PostgresServer.ServerPort, PostgresServer.ServerPort));
        if (build.AtLeast(3, 6)) yield return PostgresServer.SampleConfig(SampleSuffix);
    }

    public static string ClaimSuffix(Build build) => build switch
    {
        _ when build.AtLeast(3, 13) => "clair-postgres-15",
        _ when build.AtLeast(3, 9) => "clair-postgres-13",
        _ => "clair-postgres",
    };

    /// <summary>A server; during a major upgrade there are two of them on two claims.</summary>
    public static Manifest Server(
        Build build, string suffix, string podLabel, string container, string? image, string claimSuffix, int replicas, JsonObject? readiness) =>
        Deployment(suffix, podLabel,
            PostgresServer.Spec(replicas),
            Map(
                ("serviceAccountName", build.AtLeast(3, 6) ? build.Name(Suffix) : null),
                ("terminationGracePeriodSeconds", PostgresServer.GracePeriod(build)),
                ("containers", List(Map(
                    ("name", container),
                    ("image", image),
                    ("imagePullPolicy", "IfNotPresent"),
                    ("env", List(
                        Credential(build, "POSTGRESQL_USER", "database-username"),
                        Credential(build, "POSTGRESQL_DATABASE", "database-name"),
                        Credential(build, "POSTGRESQL_PASSWORD", "database-password"),
                        Credential(build, "POSTGRESQL_ADMIN_PASSWORD", "database-root-password"),
                        build.AtLeast(3, 9) ? Env("POSTGRESQL_SHARED_BUFFERS", "256MB") : null,
                        MaxConnections(build))),
                    ("ports", List(Port(PostgresServer.ServerPort))),
                    ("resources", PostgresServer.Requests(build)),
                    ("readinessProbe", readiness),
                    ("volumeMounts", List(
                        build.AtLeast(3, 6) ? PostgresServer.SampleMount(SampleSuffix) : null,
                        PostgresServer.DataMount()))))),
                ("volumes", List(
                    build.AtLeast(3, 6) ? PostgresServer.SampleVolume(build, SampleSuffix) : null,
                    PostgresServer.DataVolume(build, claimSuffix)))));

    /// <summary>Until 3.14 everything about the account is the one word.</summary>
    public static JsonObject Credential(Build build, string variable, string key) => build.AtLeast(3, 15)
        ? EnvFromSecret(variable, build.Secret(CredentialsSecret), key)
        : Env(variable, "postgres");

    private static JsonObject? MaxConnections(Build build) => build switch
    {
        _ when build.Before(3, 6) => null,
        _ when build.Before(3, 9) => Env("POSTGRESQL_MAX_CONNECTIONS", "1000"),
        _ => Env("POSTGRESQL_MAX_CONNECTIONS", "2000"),
    };
}
