using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>
/// Moves a database to a new major version [3.9+]: the old server runs on the old claim while a Job copies into the new one, and everything
/// that writes is scaled to 0.
/// </summary>
internal static class DatabaseUpgrade
{
    private const string UpgradeScript =
        "run-postgresql --version || { echo 'the copy is incomplete, starting over'; rm -rf /var/lib/pgsql/data/* /var/lib/pgsql/data/.[!.]*; exit 1; }";

    /// <summary>On nodes in FIPS mode the new server cannot read md5 passwords, so the old one sets the password again.</summary>
    private const string ResetPasswordScript =
        "until pg_isready --quiet; do sleep 1; done; "
        + "if [ \"$(cat /proc/sys/crypto/fips_enabled 2>/dev/null)\" = 1 ]; then "
        + "psql --command \"ALTER SYSTEM SET password_encryption = 'scram-sha-256'\" --command 'SELECT pg_reload_conf()'; "
        + "echo \"ALTER USER \\\"$POSTGRESQL_USER\\\" PASSWORD '$POSTGRESQL_PASSWORD'\" | psql; fi";

    public static bool RunsFor(Build build, ComponentKind database) =>
        build.AtLeast(3, 9) && build.Manages(database) && database switch
        {
            ComponentKind.Postgres => build.Facts.Upgrades.Postgres,
            ComponentKind.ClairPostgres => build.Facts.Upgrades.ClairPostgres,
            _ => false,
        };

    public static IEnumerable<Manifest> OfQuay(Build build) => !RunsFor(build, ComponentKind.Postgres) ? [] :
    [
        Job(build, "quay-postgres-upgrade", ComponentKind.Postgres, PostgresDatabase.Suffix, build.Images.Postgres,
            container: "postgres-upgrade",
            remoteHost: PostgresDatabase.Credential(build, "POSTGRESQL_MIGRATION_REMOTE_HOST", "database-name"),
            password: PostgresDatabase.Credential(build, "POSTGRESQL_MIGRATION_ADMIN_PASSWORD", "database-root-password"),
            sample: PostgresDatabase.SampleSuffix,
            data: ("postgres-data", PostgresDatabase.ClaimSuffix(build)),
            bootstrap: Volume.Secret(PostgresDatabase.BootstrapSecret, build.Secret(PostgresDatabase.BootstrapSecret))),
        Manifest.Claim(PostgresDatabase.OldClaimSuffix, PostgresDatabase.Label, PostgresServer.ClaimSize),
        PostgresDatabase.Server(build, "quay-database-old", build.Images.PostgresPrevious, PostgresDatabase.OldClaimSuffix, 1, readiness: null),
    ];

    public static IEnumerable<Manifest> OfClair(Build build)
    {
        if (!RunsFor(build, ComponentKind.ClairPostgres)) yield break;
        var separate = build.AtLeast(3, 13);
        var label = separate ? "clair-postgres-old" : ClairDatabase.Label;
        var oldClaim = separate ? "clair-postgres-13" : "clair-postgres";

        yield return Job(build, "clair-postgres-upgrade", ComponentKind.ClairPostgres, ClairDatabase.Suffix, build.Images.ClairPostgres,
            container: ClairDatabase.ClaimSuffix(build),
            remoteHost: EnvFromSecret(
                "POSTGRESQL_MIGRATION_REMOTE_HOST", build.Secret(ClairApp.ConfigSecret), separate ? "clair-db-old-host" : "clair-db-host"),
            password: ClairDatabase.Credential(build, "POSTGRESQL_MIGRATION_ADMIN_PASSWORD", "database-root-password"),
            sample: ClairDatabase.SampleSuffix,
            data: (ClairDatabase.ClaimSuffix(build), ClairDatabase.ClaimSuffix(build)),
            bootstrap: null);
        yield return Manifest.Claim(oldClaim, ClairDatabase.Label, PostgresServer.ClaimSize);

        var server = ClairDatabase.Server(build, "clair-postgres-old", label, "postgres", OldClairImage(build), oldClaim, 1, readiness: null) with
        {
            OwnerAnnotation = separate ? "clair-postgres-old" : null,
        };
        if (separate)
            server.PodSpec.Items("containers").First()["lifecycle"] =
                Map(("postStart", Map(("exec", Exec("/bin/sh", "-c", ResetPasswordScript)))));
        yield return server;
        if (separate)
            yield return Manifest.Service("clair-postgres-old", label, null,
                Manifest.ServicePort("postgres", PostgresServer.ServerPort, PostgresServer.ServerPort)) with
            { OwnerAnnotation = "clair-postgres-old" };
    }

    /// <summary>From 3.13 on it bears the name of Quay's own server image, which takes its place where the release names one.</summary>
    private static string? OldClairImage(Build build) => build.AtLeast(3, 13)
        ? build.Facts.Release.Images.Postgres ?? build.Images.ClairPostgresPrevious
        : build.Images.PostgresPrevious;

    private static Manifest Job(
        Build build, string suffix, ComponentKind owner, string serviceAccount, string? image, string container,
        JsonObject remoteHost, JsonObject password, string sample, (string Volume, string Claim) data, JsonObject? bootstrap) =>
        new(ResourceKind.Job, "v1", suffix, Map(("spec", Map(
            ("backoffLimit", 50),
            ("template", Map(("spec", Map(
                ("restartPolicy", "OnFailure"),
                ("serviceAccountName", build.Name(serviceAccount)),
                ("terminationGracePeriodSeconds", PostgresServer.GracePeriod(build)),
                ("containers", List(Map(
                    ("name", container),
                    ("image", image),
                    ("imagePullPolicy", "IfNotPresent"),
                    ("command", List("/bin/sh", "-c")),
                    ("args", List(UpgradeScript)),
                    ("env", List(
                        remoteHost,
                        password,
                        Env("POSTGRESQL_SHARED_BUFFERS", "256MB"),
                        Env("POSTGRESQL_MAX_CONNECTIONS", "2000"))),
                    ("ports", List(Port(PostgresServer.ServerPort))),
                    ("resources", PostgresServer.Requests(build)),
                    ("volumeMounts", List(
                        PostgresServer.SampleMount(sample),
                        Mount(data.Volume, "/var/lib/pgsql/data")))))),
                ("volumes", List(
                    PostgresServer.SampleVolume(build, sample),
                    bootstrap,
                    Volume.Claim(data.Volume, build.Name(data.Claim))))))))))))
        {
            Owner = owner,
            ComponentLabel = suffix,
            OwnerAnnotation = suffix,
        };
}
