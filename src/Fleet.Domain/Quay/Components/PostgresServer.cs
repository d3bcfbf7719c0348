using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Manifests;
using Fleet.Domain.Quay.Rendering;
using static Fleet.Domain.Quay.Manifests.Container;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Components;

/// <summary>What Quay's and Clair's PostgreSQL servers have in common.</summary>
internal static class PostgresServer
{
    public const int ServerPort = 5432;
    public const string ClaimSize = "50Gi";
    private const string SampleFile = "postgresql.conf.sample";

    private const string Sample = """
        huge_pages = off
        logging_collector = on
        log_filename = 'postgresql-%a.log'
        log_truncate_on_rotation = on
        log_rotation_age = 1d
        log_rotation_size = 0

        """;

    /// <summary>Settings a new database starts with: without huge pages, whose lack kills the server on nodes that have them [3.6+].</summary>
    public static Manifest SampleConfig(string suffix) => Manifest.ConfigMap(suffix, (SampleFile, Sample)) with { OwnerAnnotation = "" };

    public static JsonObject SampleVolume(Build build, string suffix) => Volume.ConfigMap(suffix, build.Name(suffix));

    public static JsonObject SampleMount(string suffix) => Mount(suffix, "/usr/share/pgsql/" + SampleFile, SampleFile);

    public static JsonObject DataMount() => Mount("postgres-data", "/var/lib/pgsql/data");

    public static JsonObject DataVolume(Build build, string claimSuffix) => Volume.Claim("postgres-data", build.Name(claimSuffix));

    public static JsonObject? Requests(Build build) => build.Before(3, 6) ? null : Resources(requests: Amount("500m", "2Gi"));

    /// <summary>Between these releases the intended probes never took effect.</summary>
    public static JsonObject? Readiness(Build build) => build switch
    {
        _ when build.Before(3, 6) => Map(("exec", CheckContainer())),
        _ when build.AtLeast(3, 17) => Map(
            ("exec", CheckContainer()),
            ("initialDelaySeconds", 5),
            ("periodSeconds", 10),
            ("timeoutSeconds", 5)),
        _ => null,
    };

    /// <summary>Unset before 3.6, and from 3.13 on, where a misspelling loses the intended ten minutes.</summary>
    public static JsonNode? GracePeriod(Build build) => build.AtLeast(3, 6) && build.Before(3, 13) ? 180 : null;

    public static JsonObject Spec(int replicas) => Map(("replicas", replicas), ("strategy", Map(("type", "Recreate"))));

    private static JsonObject CheckContainer() => Exec("/usr/libexec/check-container");
}
