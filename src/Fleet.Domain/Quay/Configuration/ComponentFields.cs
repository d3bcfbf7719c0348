using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The settings by which a bundle shows that its user configures a component himself. One of them is enough.</summary>
internal static class ComponentFields
{
    /// <exception cref="YamlFormatException"><c>clair-config.yaml</c> cannot be read.</exception>
    public static bool AreIn(ConfigBundle bundle, JsonObject config, ComponentKind kind, ReleaseMinor minor) => kind switch
    {
        ComponentKind.Tls => bundle.Has(ConfigBundle.CertificateFile) && bundle.Has(ConfigBundle.KeyFile),
        ComponentKind.ClairPostgres => HasConnectionString(bundle),
        _ => Of(kind, minor).Any(config.ContainsKey),
    };

    /// <summary>Everything that a managed component writes into Quay's configuration, or that shows the user to configure it.</summary>
    public static IEnumerable<string> GroupOf(ComponentKind kind, ReleaseMinor minor) => kind switch
    {
        ComponentKind.Clair => Of(kind, minor).Concat(["FEATURE_SECURITY_NOTIFICATIONS", "SECURITY_SCANNER_V4_PSK"]),
        ComponentKind.ObjectStorage => Of(kind, minor).Append("FEATURE_PROXY_STORAGE"),
        _ => Of(kind, minor),
    };

    private static ImmutableArray<string> Of(ComponentKind kind, ReleaseMinor minor) => kind switch
    {
        ComponentKind.Postgres => ["DB_CONNECTION_ARGS", "DB_URI"],
        ComponentKind.Clair =>
        [
            "FEATURE_SECURITY_SCANNER", "SECURITY_SCANNER_ENDPOINT", "SECURITY_SCANNER_INDEXING_INTERVAL",
            "SECURITY_SCANNER_NOTIFICATIONS", "SECURITY_SCANNER_V4_ENDPOINT", "SECURITY_SCANNER_V4_NAMESPACE_WHITELIST",
        ],
        ComponentKind.Redis when minor.AtLeast(3, 16) => ["BUILDLOGS_REDIS", "USER_EVENTS_REDIS", "PULL_METRICS_REDIS"],
        ComponentKind.Redis => ["BUILDLOGS_REDIS", "USER_EVENTS_REDIS"],
        ComponentKind.ObjectStorage =>
        [
            "DISTRIBUTED_STORAGE_CONFIG", "DISTRIBUTED_STORAGE_PREFERENCE", "DISTRIBUTED_STORAGE_DEFAULT_LOCATIONS",
            "FEATURE_STORAGE_REPLICATION",
        ],
        ComponentKind.Mirror => ["FEATURE_REPO_MIRROR", "REPO_MIRROR_INTERVAL", "REPO_MIRROR_SERVER_HOSTNAME", "REPO_MIRROR_TLS_VERIFY"],
        ComponentKind.Route when minor.Before(3, 5) => ["EXTERNAL_TLS_TERMINATION", "PREFERRED_URL_SCHEME"],
        ComponentKind.Route => ["EXTERNAL_TLS_TERMINATION", "PREFERRED_URL_SCHEME", "SERVER_HOSTNAME"],
        _ => [],
    };

    private static bool HasConnectionString(ConfigBundle bundle)
    {
        if (bundle.Text(ConfigBundle.ClairConfigFile) is not { } text || YamlReader.Read(text) is not JsonObject clair) return false;
        return ((string[])["indexer", "matcher", "notifier"])
            .Any(section => clair[section] is JsonObject settings && UserConfig.Text(settings, "connstring") is not null);
    }
}
