using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>What to do about a block, where its text lets us know. The text is part of the API, so it can be recognised.</summary>
internal static class Remedies
{
    private const string Required = "required component `";
    private const string MissingFields = "` marked as unmanaged, but `configBundleSecret` is missing necessary fields";
    private const string Conflicting = " component marked as managed, but `configBundleSecret` contains required fields";

    /// <summary>Null when nothing useful can be added.</summary>
    public static string? For(string code, string message) => code switch
    {
        BlockerCodes.ConfigInvalid => ForConfig(message),
        BlockerCodes.OverrideInvalid => "correct or remove the override in spec.components",
        BlockerCodes.RouteDependency => "set route to managed: false and SERVER_HOSTNAME in the bundle Secret, or install the Route API",
        BlockerCodes.StorageDependency => $"wait for the bucket provisioner, or set objectstorage to managed: false and {Configure(ComponentKind.ObjectStorage)}",
        BlockerCodes.MonitoringDependency => "set monitoring to managed: false, or install the Prometheus operator and let the fleet look at all namespaces",
        BlockerCodes.MigrationFailed => "read the log of the Job's pods; a corrected bundle is tried with the next pass",
        BlockerCodes.MigrationJobMissing => "the next pass makes the Job again",
        _ => null,
    };

    /// <summary>Null when nothing useful can be added.</summary>
    public static string? ForComponent(string message, ImmutableArray<ComponentVerdict> verdicts) =>
        message.EndsWith("is being scaled down", StringComparison.Ordinal)
        && verdicts.Any(verdict => verdict.Kind == ComponentKind.HorizontalPodAutoscaler && verdict.Reason != ConditionReasons.ComponentNotManaged)
            ? "the managed autoscaler keeps its pods; set horizontalpodautoscaler to managed: false"
            : null;

    private static string? ForConfig(string message)
    {
        if (Between(message, Required, MissingFields) is { } unmanaged && ComponentKinds.TryParse(unmanaged, out var kind))
            return $"{Configure(kind)}, or set {unmanaged} to managed: true where the cluster supports it";
        if (message.IndexOf(Conflicting, StringComparison.Ordinal) is > 0 and var end
            && ComponentKinds.TryParse(message[(message.LastIndexOf(' ', end - 1) + 1)..end], out kind))
            return $"remove its settings ({Keys(kind)}) from the bundle Secret, or set {kind.ApiName()} to managed: false";
        if (message.StartsWith("clairpostgres component unmanaged", StringComparison.Ordinal))
            return Configure(ComponentKind.ClairPostgres);
        if (message.Split("unknown component: ", 2) is [_, var unknown])
            return $"{KindSuggestion.Hint(unknown)}use one of {string.Join(", ", ComponentKinds.All.Select(known => known.ApiName()))}";
        return message.StartsWith("unable to get `configBundleSecret`", StringComparison.Ordinal) || message.StartsWith("unable to retrieve referenced `configBundleSecret`", StringComparison.Ordinal)
            ? "create the Secret, or clear spec.configBundleSecret to have one made"
            : null;
    }

    private static string Configure(ComponentKind kind) => $"add {Keys(kind)} to the bundle Secret{Why(kind)}";

    private static string Why(ComponentKind kind) => kind switch
    {
        ComponentKind.ObjectStorage => " (a cluster without ObjectBucketClaims cannot make a bucket)",
        ComponentKind.Route => " (a cluster without Routes cannot choose a host name)",
        ComponentKind.Tls => " (without Routes there is no wildcard certificate)",
        _ => "",
    };

    // Any one key passes the check; the first ones named are those Quay cannot work without.
    private static string Keys(ComponentKind kind) => kind switch
    {
        ComponentKind.Postgres => "DB_URI",
        ComponentKind.Redis => "BUILDLOGS_REDIS and USER_EVENTS_REDIS",
        ComponentKind.ObjectStorage =>
            "DISTRIBUTED_STORAGE_CONFIG, DISTRIBUTED_STORAGE_PREFERENCE and DISTRIBUTED_STORAGE_DEFAULT_LOCATIONS",
        ComponentKind.Route => "SERVER_HOSTNAME",
        ComponentKind.Mirror => "FEATURE_REPO_MIRROR",
        ComponentKind.Clair => "FEATURE_SECURITY_SCANNER and SECURITY_SCANNER_V4_ENDPOINT",
        ComponentKind.Tls => "the keys ssl.cert and ssl.key",
        ComponentKind.ClairPostgres => "the key clair-config.yaml with a connstring under indexer, matcher or notifier",
        ComponentKind.Quay or ComponentKind.HorizontalPodAutoscaler or ComponentKind.Monitoring => "no key",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown component kind"),
    };

    private static string? Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal);
        if (from < 0) return null;
        from += start.Length;
        var to = text.IndexOf(end, from, StringComparison.Ordinal);
        return to < 0 ? null : text[from..to];
    }
}
