using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>Creates the extension Quay's search needs: by a Job until 3.6, by a start hook of the server's container since.</summary>
internal static class PostgresInit
{
    private const string Suffix = "quay-postgres-init";
    private const string ScriptFolder = "/opt/app-root/src/docker-entrypoint-initdb.d";

    public static Manifest Job(Build build)
    {
        var volume = Volume.Secret(
            PostgresDatabase.BootstrapSecret, build.Secret(PostgresDatabase.BootstrapSecret),
            (PostgresDatabase.BootstrapFile, PostgresDatabase.BootstrapFile));
        volume.Child("secret")["defaultMode"] = 0b111_111_111;

        return new Manifest(ResourceKind.Job, "v1", Suffix, Map(("spec", Map(("template", Map(
            ("metadata", Map(("name", Suffix))),
            ("spec", Map(
                ("restartPolicy", "Never"),
                ("containers", List(Map(
                    ("name", Suffix),
                    ("image", Image(build)),
                    ("command", List($"{ScriptFolder}/{PostgresDatabase.BootstrapFile}")),
                    ("env", List(
                        PostgresDatabase.Credential(build, "POSTGRESQL_DATABASE", "database-name"),
                        PostgresDatabase.Credential(build, "PGPASSWORD", "database-root-password"))),
                    ("volumeMounts", List(Mount(PostgresDatabase.BootstrapSecret, ScriptFolder)))))),
                ("volumes", List(volume))))))))))
        {
            ComponentLabel = build.AtLeast(3, 6) ? PostgresDatabase.Label : null,
        };
    }

    /// <summary>The release's own image is named without tag unless another one takes its place.</summary>
    private static string? Image(Build build) =>
        build.Images.Postgres == DefaultImages.Of(build.Minor).Postgres ? DefaultImages.Postgres10 : build.Images.Postgres;

    /// <summary>Run by the Job, which has to wait for the server.</summary>
    private const string JobScript = """
        #!/bin/bash
        # Adds the trigram extension to Quay's database as soon as its server answers.
        run() { psql --host "$POSTGRESQL_DATABASE" --username postgres --dbname "$POSTGRESQL_DATABASE" --command "$1"; }
        until run 'CREATE EXTENSION IF NOT EXISTS pg_trgm'; do
          echo "waiting for $POSTGRESQL_DATABASE"
          sleep 5
        done

        """;

    /// <summary>Sourced by the server's container once the server is up.</summary>
    private const string HookScript = """
        #!/bin/bash
        # Adds the trigram extension to Quay's database.
        psql --set ON_ERROR_STOP=1 --dbname "$POSTGRESQL_DATABASE" --command 'CREATE EXTENSION IF NOT EXISTS pg_trgm'

        """;

    public static string Script(ReleaseMinor minor) => minor.AtLeast(3, 7) ? HookScript : JobScript;
}
