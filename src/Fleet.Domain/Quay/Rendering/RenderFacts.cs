using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>Everything rendering asks that stands neither in the QuayRegistry nor in its bundle.</summary>
/// <param name="StoredKeys">What the managed keys Secret holds; <see cref="ManagedKeys.None"/> on a first install.</param>
/// <param name="SignedPair">The certificate that was made for the registry before; null when none was [3.4, 3.5].</param>
/// <param name="Live">Generated Secrets that stand on the cluster; null when none are known.</param>
/// <param name="ReturnedDatabaseUri">The managed database's, where the stored keys hold another one's; null to go by these. Secret.</param>
/// <param name="Migrated">The schema of the database in use is known to be the release's, whatever the status says.</param>
public sealed record RenderFacts(
    QuayRelease Release,
    ClusterFacts Cluster,
    ObjectStorageFacts ObjectStorage,
    ManagedKeys StoredKeys,
    OperatorSettings Operator,
    DatabaseUpgrades Upgrades,
    bool Migrated = false,
    TlsPair? SignedPair = null,
    LiveSecrets? Live = null,
    string? ReturnedDatabaseUri = null)
{
    public override string ToString() => $"{nameof(RenderFacts)} {Release.Version}";
}

/// <summary>What discovery found on the cluster, once for all its registries.</summary>
/// <param name="AppsDomain">For example <c>apps.example.com</c>; empty when unknown.</param>
/// <param name="WildcardCertificate">PEM of the chain the router serves; empty when unknown.</param>
/// <param name="ServiceCaHash">See <see cref="CertificateHash"/>; empty when the ConfigMap or its key is absent.</param>
/// <param name="ServerHostname">Takes the place of the user's or the derived one; null to leave it to <see cref="Hostnames"/>.</param>
/// <param name="BuildManagerHostname">Takes the place of the user's; null to leave it to him.</param>
public sealed record ClusterFacts(
    ClusterFeatures Features,
    string AppsDomain = "",
    string WildcardCertificate = "",
    string ServiceCaHash = "",
    string TrustedCaHash = "",
    string? ServerHostname = null,
    string? BuildManagerHostname = null);

/// <summary>What the bound ObjectBucketClaim's ConfigMap and Secret hold; all empty before it is bound.</summary>
public sealed record ObjectStorageFacts(bool Initialized, string Host = "", string Bucket = "", string AccessKey = "", string SecretKey = "")
{
    public static ObjectStorageFacts NotInitialized { get; } = new(false);

    /// <summary>A service's name resolves from any pod only when it is spelled out to the cluster's domain.</summary>
    public string FullHost =>
        Host.Contains(".svc", StringComparison.Ordinal) && !Host.Contains(".svc.cluster.local", StringComparison.Ordinal)
            ? Host.Replace(".svc", ".svc.cluster.local", StringComparison.Ordinal)
            : Host;

    public override string ToString() => $"{nameof(ObjectStorageFacts)} {Host}/{Bucket}";
}

/// <summary>What the operator's process was given as environment, per fleet or cluster.</summary>
/// <param name="Namespace">Where the operator's Service stands; empty when unknown.</param>
/// <param name="DevEndpoint">Takes the place of the reconfigure endpoint's address.</param>
/// <param name="RedHatBranding">Red Hat's titles and logo instead of the project's.</param>
/// <param name="Fips">Quay is told to use FIPS-approved algorithms only, unless the bundle says otherwise.</param>
/// <param name="EditorEndpoint">What the registry's config editor calls in place of the operator; null for that. It admits whoever knows it, so it is secret.</param>
/// <param name="SkipResourceRequests">Render no resource requests and limits, for small test clusters.</param>
public sealed record OperatorSettings(
    string Namespace = "",
    string? DevEndpoint = null,
    bool RedHatBranding = false,
    bool SkipResourceRequests = false,
    string HttpProxy = "",
    string HttpsProxy = "",
    string NoProxy = "",
    bool Fips = false,
    string? EditorEndpoint = null)
{
    /// <summary>What an in-cluster operator was given, where the fleet was given nothing.</summary>
    public OperatorSettings Or(OperatorSettings other) => new(
        Namespace.Length > 0 ? Namespace : other.Namespace,
        DevEndpoint ?? other.DevEndpoint,
        RedHatBranding || other.RedHatBranding,
        SkipResourceRequests || other.SkipResourceRequests,
        HttpProxy.Length > 0 ? HttpProxy : other.HttpProxy,
        HttpsProxy.Length > 0 ? HttpsProxy : other.HttpsProxy,
        NoProxy.Length > 0 ? NoProxy : other.NoProxy,
        Fips || other.Fips,
        EditorEndpoint ?? other.EditorEndpoint);

    public override string ToString() => $"{nameof(OperatorSettings)} {Namespace}";
}

/// <summary>Which databases run an older major version than the release wants [3.9+].</summary>
public sealed record DatabaseUpgrades(bool Postgres = false, bool ClairPostgres = false)
{
    public static DatabaseUpgrades None { get; } = new();
}
