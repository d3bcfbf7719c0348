using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// What is wrong with how a user configures a service of his own. Only what certainly keeps Quay from starting is told: with anything else it may be running.
/// </summary>
internal static class ExternalServices
{
    private const string Storage = "DISTRIBUTED_STORAGE_CONFIG";
    private const int LongestName = 60;

    /// <summary>What Quay's drivers cannot do without. Others than these are Quay's to judge.</summary>
    private static readonly ImmutableDictionary<string, ImmutableArray<string>> Drivers = ImmutableDictionary<string, ImmutableArray<string>>.Empty
        .Add("LocalStorage", ["storage_path"])
        .Add("S3Storage", ["storage_path", "s3_bucket"])
        .Add("CloudFrontedS3Storage", ["storage_path", "s3_bucket", "cloudfront_distribution_domain", "cloudfront_key_id", "cloudfront_privatekey_filename"])
        .Add("GoogleCloudStorage", ["storage_path", "bucket_name", "access_key", "secret_key"])
        .Add("RadosGWStorage", ["storage_path", "hostname", "is_secure", "bucket_name", "access_key", "secret_key"])
        .Add("RHOCSStorage", ["storage_path", "hostname", "is_secure", "bucket_name", "access_key", "secret_key"])
        .Add("AzureStorage", ["storage_path", "azure_container", "azure_account_name"])
        .Add("SwiftStorage", ["storage_path", "swift_container", "auth_url", "swift_user", "swift_password"]);

    /// <summary>All faults of one component, each with what to write; no value is quoted.</summary>
    public static IEnumerable<string> Faults(ConfigBundle bundle, JsonObject config, ComponentKind kind) => kind switch
    {
        ComponentKind.Postgres => config.ContainsKey("DB_URI") && UserConfig.Text(config, "DB_URI") is null
            ? ["DB_URI must be a text: write it as postgresql://USER:PASSWORD@HOST:PORT/DATABASE"]
            : [],
        ComponentKind.Redis => ((string[])["BUILDLOGS_REDIS", "USER_EVENTS_REDIS"])
            .Where(key => config.ContainsKey(key) && config[key] is not JsonObject)
            .Select(key => $"{key} must hold settings: write host, port and perhaps password below it"),
        ComponentKind.ObjectStorage => OfStorage(bundle, config),
        _ => [],
    };

    private static IEnumerable<string> OfStorage(ConfigBundle bundle, JsonObject config)
    {
        if (!config.ContainsKey(Storage)) return [];
        return config[Storage] is JsonObject { Count: > 0 } locations
            ? locations.SelectMany(location => OfLocation(bundle, $"{Storage}.{Short(location.Key)}", location.Value))
            : [$"{Storage} must hold a location: write it as NAME: [DRIVER, {{storage_path: PATH, …}}]"];
    }

    private static IEnumerable<string> OfLocation(ConfigBundle bundle, string at, JsonNode? location)
    {
        if (location is not JsonArray pair || pair is not [JsonValue name, JsonObject settings, ..] || !name.TryGetValue<string>(out var driver))
        {
            yield return $"{at} must be a driver and its settings: write it as [DRIVER, {{storage_path: PATH, …}}]";
            yield break;
        }
        if (!Drivers.TryGetValue(driver, out var required)) yield break;
        var missing = required.Where(field => settings[field] is not { } value || (value.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length == 0)).ToList();
        if (missing.Count > 0) yield return $"{at} lacks {string.Join(", ", missing)}: {driver} needs {(missing.Count == 1 ? "it" : "them")}";
        if (UserConfig.Text(settings, "cloudfront_privatekey_filename") is { } file && driver == "CloudFrontedS3Storage" && !bundle.Has(file))
            yield return $"{at} names the file {Short(file)} as cloudfront_privatekey_filename: add it to the Secret {bundle.SecretName}";
    }

    private static string Short(string name) => name.Length <= LongestName ? name : name[..LongestName] + "…";
}
