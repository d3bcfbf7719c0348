using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.Manifests.Yml;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>Clair's <c>config.yaml</c>.</summary>
/// <param name="ServerHostname">Where Clair's notifications go.</param>
/// <param name="ScalesAutomatically">With an autoscaler each Clair opens more connections.</param>
internal sealed record ClairConfig(
    string RegistryName, string ServerHostname, bool ScalesAutomatically, ManagedKeys Keys, ReleaseMinor Minor)
{
    /// <param name="userConfig">The user's <c>clair-config.yaml</c>; null for none.</param>
    /// <exception cref="YamlFormatException">The user's file cannot be read.</exception>
    public string Text(string? userConfig)
    {
        var settings = Settings();
        // Whole top-level keys are replaced, so a user who sets one member of `indexer` has to set them all. From 3.11 on the file is handed
        // to Clair beside this one, and Clair merges.
        if (userConfig is not null && Minor.AtLeast(3, 7) && Minor.Before(3, 11) && YamlReader.Read(userConfig) is { } own)
            foreach (var (key, value) in own as JsonObject ?? throw new YamlFormatException("clair-config.yaml must hold a mapping of settings"))
                settings[key] = value?.DeepClone();
        return YamlWriter.Write(settings, Minor.Before(3, 17) ? YamlLayout.WideConfiguration : YamlLayout.Configuration);
    }

    private JsonObject Settings()
    {
        var settings = Map(
            ("http_listen_addr", ":8080"),
            ("log_level", "info"),
            ("indexer", Map(
                ("connstring", ConnectionString),
                ("scanlock_retry", 10),
                ("layer_scan_concurrency", 5),
                ("migrations", true))),
            ("matcher", Map(
                ("connstring", ConnectionString),
                ("max_conn_pool", Minor.Before(3, 7) ? 100 : null),
                ("migrations", true))),
            ("notifier", Map(
                ("connstring", ConnectionString),
                ("migrations", true),
                ("delivery_interval", WritesSeconds ? "1m0s" : "1m"),
                ("poll_interval", WritesSeconds ? "5m0s" : "5m"),
                ("webhook", Map(
                    ("target", $"https://{ServerHostname}/secscan/notification"),
                    ("callback", $"http://{RegistryName}-clair-app/notifier/api/v1/notifications"))))),
            ("auth", Map(("psk", Map(
                ("key", Keys.ScannerPreSharedKey ?? ""),
                ("iss", List("quay", "clairctl")))))),
            ("metrics", Map(("name", "prometheus"))),
            ("updaters", Updaters()));
        if (Minor.Before(3, 7)) ClairUnsetFields.AddTo(settings);
        return settings;
    }

    private bool WritesSeconds => Minor.AtLeast(3, 7) && Minor.Before(3, 17);

    private string ConnectionString
    {
        get
        {
            var (database, user, password) = Minor.AtLeast(3, 15)
                ? (Keys.ClairDbName, Keys.ClairDbUser, Keys.ClairDbPassword)
                : ("postgres", "postgres", "postgres");
            var pool = Minor.Before(3, 7) ? "" : ScalesAutomatically ? " pool_max_conns=33" : " pool_max_conns=10";
            return $"host={RegistryName}-clair-postgres port=5432 dbname={database} user={user} password={password} sslmode=disable{pool}";
        }
    }

    private JsonObject? Updaters() => Minor switch
    {
        _ when Minor.AtLeast(3, 16) => Map(
            ("config", Map(("rhel-vex", Map(("ignore_unpatched", true))))),
            ("sets", List("alpine", "aws", "clair.cvss", "debian", "oracle", "photon", "rhcc", "rhel-vex", "suse", "ubuntu"))),
        _ when Minor.AtLeast(3, 11) => Map(("config", Map(("rhel", Map(("ignore_unpatched", true)))))),
        _ => null,
    };
}
