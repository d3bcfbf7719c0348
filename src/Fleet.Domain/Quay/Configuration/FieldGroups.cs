using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The settings a managed component contributes to Quay's configuration. They win over the user's.</summary>
internal sealed record FieldGroups(
    QuayRegistry Registry, RenderFacts Facts, ManagedKeys Keys, string ServerHostname, bool UserBringsTls)
{
    private ReleaseMinor Minor => Facts.Release.Minor;

    /// <summary>Null for a component without settings.</summary>
    public JsonObject? Of(ComponentKind kind) => kind switch
    {
        ComponentKind.Postgres => Map(
            ("DB_URI", Keys.DbUri ?? ""),
            ("DB_CONNECTION_ARGS", Map(("autorollback", true), ("threadlocals", true)))),
        ComponentKind.Redis => Map(
            ("BUILDLOGS_REDIS", Redis()),
            ("USER_EVENTS_REDIS", Redis())),
        ComponentKind.ObjectStorage => ObjectStorage(),
        ComponentKind.Route => Map(
            ("SERVER_HOSTNAME", ServerHostname.Length == 0 ? null : ServerHostname),
            ("PREFERRED_URL_SCHEME", "https"),
            // Before 3.6 Quay always ended TLS itself, with a certificate of its own if need be.
            ("EXTERNAL_TLS_TERMINATION", Minor.AtLeast(3, 6) && !UserBringsTls)),
        ComponentKind.Mirror => Map(
            ("FEATURE_REPO_MIRROR", true),
            ("REPO_MIRROR_INTERVAL", 30),
            ("REPO_MIRROR_TLS_VERIFY", true)),
        ComponentKind.Clair => Clair(),
        _ => null,
    };

    /// <summary>The name of a component's settings in the annotation <c>quay-managed-fieldgroups</c>; empty for none.</summary>
    public static string NameOf(ComponentKind kind) => kind switch
    {
        ComponentKind.Postgres => "Database",
        ComponentKind.Clair => "SecurityScanner",
        ComponentKind.Redis => "Redis",
        ComponentKind.ObjectStorage => "DistributedStorage",
        ComponentKind.Route => "HostSettings",
        ComponentKind.Mirror => "RepoMirror",
        _ => "",
    };

    private JsonObject Redis() => Map(("host", $"{Registry.Name}-quay-redis"), ("port", 6379));

    private JsonObject ObjectStorage()
    {
        var storage = Facts.ObjectStorage;
        return Map(
            ("DISTRIBUTED_STORAGE_CONFIG", Map(("local_us", List("RHOCSStorage", Map(
                ("hostname", IfKnown(storage.FullHost)),
                ("port", 443),
                ("is_secure", true),
                ("bucket_name", IfKnown(storage.Bucket)),
                ("access_key", IfKnown(storage.AccessKey)),
                ("secret_key", IfKnown(storage.SecretKey)),
                ("storage_path", "/datastorage/registry")))))),
            ("DISTRIBUTED_STORAGE_PREFERENCE", List("local_us")),
            ("DISTRIBUTED_STORAGE_DEFAULT_LOCATIONS", List("local_us")),
            ("FEATURE_PROXY_STORAGE", true),
            ("FEATURE_STORAGE_REPLICATION", false));

        static string? IfKnown(string value) => value.Length > 0 ? value : null;
    }

    private JsonObject Clair() => Map(
        ("FEATURE_SECURITY_SCANNER", true),
        ("FEATURE_SECURITY_NOTIFICATIONS", true),
        ("SECURITY_SCANNER_INDEXING_INTERVAL", 30),
        ("SECURITY_SCANNER_V4_ENDPOINT", Minor.AtLeast(3, 7)
            ? $"http://{Registry.Name}-clair-app.{Registry.Namespace}.svc.cluster.local"
            : $"http://{Registry.Name}-clair-app:80"),
        ("SECURITY_SCANNER_V4_NAMESPACE_WHITELIST", List("admin")),
        ("SECURITY_SCANNER_V4_PSK", Keys.ScannerPreSharedKey ?? ""));
}
