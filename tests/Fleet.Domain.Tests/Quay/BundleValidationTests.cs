using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class BundleValidationTests
{
    private static readonly Dictionary<ComponentKind, string> OneField = new()
    {
        [ComponentKind.Postgres] = "DB_CONNECTION_ARGS: {}",
        [ComponentKind.Clair] = "SECURITY_SCANNER_ENDPOINT: x",
        [ComponentKind.Redis] = "USER_EVENTS_REDIS: {}",
        [ComponentKind.ObjectStorage] = "FEATURE_STORAGE_REPLICATION: false",
        [ComponentKind.Route] = "PREFERRED_URL_SCHEME: https",
        [ComponentKind.Mirror] = "REPO_MIRROR_INTERVAL: 1",
    };

    public static TheoryData<string, bool, bool, string?> Matrix()
    {
        var data = new TheoryData<string, bool, bool, string?>();
        foreach (var kind in ComponentKinds.All.Where(kind => kind != ComponentKind.Quay))
            foreach (var managed in (bool[])[true, false])
                foreach (var contains in (bool[])[true, false])
                    data.Add(kind.ApiName(), managed, contains, Verdict(kind, managed, contains));
        return data;
    }

    /// <summary>3.7's.</summary>
    private static string? Verdict(ComponentKind kind, bool managed, bool contains) => (managed, contains) switch
    {
        (true, true) when kind is ComponentKind.Postgres or ComponentKind.Clair or ComponentKind.Redis or ComponentKind.ObjectStorage or ComponentKind.Tls or ComponentKind.ClairPostgres =>
            $"{kind.ApiName()} component marked as managed, but `configBundleSecret` contains required fields",
        (false, false) when kind == ComponentKind.ClairPostgres => "clairpostgres component unmanaged but no clair postgres config provided",
        (false, false) when kind is ComponentKind.Postgres or ComponentKind.Redis or ComponentKind.ObjectStorage or ComponentKind.Route or ComponentKind.Tls =>
            $"required component `{kind.ApiName()}` marked as unmanaged, but `configBundleSecret` is missing necessary fields",
        _ => null,
    };

    [Theory]
    [MemberData(nameof(Matrix))]
    public void A_component_is_either_managed_or_configured(string name, bool managed, bool contains, string? verdict)
    {
        Assert.True(ComponentKinds.TryParse(name, out var kind));
        var components = managed ? Sample.Managed(Minors.V37) : Sample.Managed(Minors.V37).Without(kind);
        var bundle = !contains ? Sample.Bundle() : kind switch
        {
            ComponentKind.Tls => Sample.Bundle("{}", ("ssl.cert", ""), ("ssl.key", "")),
            ComponentKind.ClairPostgres => Sample.Bundle("{}", ("clair-config.yaml", "matcher: {connstring: host=db}")),
            _ => Sample.Bundle(OneField.GetValueOrDefault(kind, "{}")),
        };
        Assert.Equal(verdict is null ? [] : [new Refusal(Refusal.ConfigInvalid, verdict)], BundleValidation.Check(bundle, components, Minors.V37));
    }

    [Theory]
    [InlineData(ComponentKind.Route, 4, 5)]
    [InlineData(ComponentKind.Mirror, 5, 6)]
    [InlineData(ComponentKind.Redis, 15, 16)]
    public void A_managed_component_may_be_tuned_since_its_release(ComponentKind kind, int last, int first)
    {
        Assert.NotEmpty(Check(last));
        Assert.Empty(Check(first));

        IEnumerable<Refusal> Check(int minor) =>
            BundleValidation.Check(Sample.Bundle(OneField[kind]), Sample.Managed(new ReleaseMinor(3, minor)), new ReleaseMinor(3, minor));
    }

    [Theory]
    [InlineData(ComponentKind.Route, 4, 5)]
    [InlineData(ComponentKind.Redis, 5, 6)]
    public void An_unmanaged_component_must_be_configured_since_its_release(ComponentKind kind, int last, int first)
    {
        Assert.Empty(Check(last));
        Assert.NotEmpty(Check(first));

        IEnumerable<Refusal> Check(int minor) =>
            BundleValidation.Check(Sample.Bundle(), Sample.Managed(new ReleaseMinor(3, minor)).Without(kind), new ReleaseMinor(3, minor));
    }

    /// <summary>The guide's own examples, and of each what Quay does not start without.</summary>
    [Theory]
    [InlineData("{default: [RHOCSStorage, {access_key: A, bucket_name: b, hostname: s3.openshift-storage.svc, is_secure: true, port: '443', secret_key: S, storage_path: /datastorage/registry}]}")]
    [InlineData("{default: [S3Storage, {storage_path: /r, s3_bucket: b}], site: [LocalStorage, {storage_path: /r}], other: [NewStorage, {}]}")]
    [InlineData("{default: [RadosGWStorage, {storage_path: /r, hostname: h, is_secure: false, access_key: A}]}", "default lacks bucket_name, secret_key: RadosGWStorage needs them")]
    [InlineData("{default: [S3Storage, {storage_path: '', s3_bucket: b}]}", "default lacks storage_path: S3Storage needs it")]
    [InlineData("{eu: [AzureStorage, {storage_path: /r, azure_account_name: a}], us: [GoogleCloudStorage, {storage_path: /r, access_key: A, secret_key: S}]}",
        "eu lacks azure_container: AzureStorage needs it", "us lacks bucket_name: GoogleCloudStorage needs it")]
    [InlineData("{default: [SwiftStorage, {storage_path: /r, swift_container: c, auth_url: https://a, swift_user: u, swift_password: null}]}", "default lacks swift_password: SwiftStorage needs it")]
    [InlineData("{cdn: [CloudFrontedS3Storage, {storage_path: /r, s3_bucket: b, cloudfront_distribution_domain: d, cloudfront_key_id: k, cloudfront_privatekey_filename: absent.pem}]}",
        "cdn names the file absent.pem as cloudfront_privatekey_filename: add it to the Secret harbour-bundle")]
    [InlineData("{cdn: [CloudFrontedS3Storage, {storage_path: /r, s3_bucket: b, cloudfront_distribution_domain: d, cloudfront_key_id: k, cloudfront_privatekey_filename: default-cloudfront-signing-key.pem}]}")]
    [InlineData("{default: S3Storage}", "default must be a driver and its settings: write it as [DRIVER, {storage_path: PATH, …}]")]
    public void A_users_storage_is_asked_for_what_its_driver_needs(string locations, params string[] faults)
    {
        var bundle = Sample.Bundle($"DISTRIBUTED_STORAGE_CONFIG: {locations}", ("default-cloudfront-signing-key.pem", "key"));
        Assert.Equal(
            faults.Select(fault => $"DISTRIBUTED_STORAGE_CONFIG.{fault}"),
            BundleValidation.Check(bundle, Sample.Managed(Minors.V37).Without(ComponentKind.ObjectStorage), Minors.V37).Select(refusal => refusal.Message));
    }

    [Theory]
    [InlineData(ComponentKind.ObjectStorage, "DISTRIBUTED_STORAGE_CONFIG: {}", "DISTRIBUTED_STORAGE_CONFIG must hold a location")]
    [InlineData(ComponentKind.ObjectStorage, "DISTRIBUTED_STORAGE_CONFIG: [a]", "DISTRIBUTED_STORAGE_CONFIG must hold a location")]
    [InlineData(ComponentKind.Redis, "BUILDLOGS_REDIS: redis.example.com\nUSER_EVENTS_REDIS: {host: redis.example.com}", "BUILDLOGS_REDIS must hold settings")]
    [InlineData(ComponentKind.Postgres, "DB_URI: 5", "DB_URI must be a text")]
    public void What_a_user_configures_has_to_be_of_its_type(ComponentKind kind, string config, string fault) => Assert.StartsWith(
        fault, Assert.Single(BundleValidation.Check(Sample.Bundle(config), Sample.Managed(Minors.V37).Without(kind), Minors.V37)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_host_name_alone_does_not_count_in_3_4() =>
        Assert.Empty(BundleValidation.Check(Sample.Bundle("SERVER_HOSTNAME: a.example.org"), Sample.Managed(Minors.V34), Minors.V34));

    [Fact]
    public void Clairs_database_may_go_unconfigured_when_clair_does() =>
        Assert.Empty(BundleValidation.Check(
            Sample.Bundle(), Sample.Managed(Minors.V37).Without(ComponentKind.Clair, ComponentKind.ClairPostgres), Minors.V37));

    [Fact]
    public void All_faults_are_reported_in_the_order_of_the_components()
    {
        var components = new EffectiveComponents([new("tls", false), new("mirroring", true), new("postgres", false)]);
        Assert.Equal(
            ["tls", "mirroring", "postgres"],
            BundleValidation.Check(Sample.Bundle(), components, Minors.V37).Select(refusal => components.Components.Select(c => c.Kind).Last(refusal.Message.Contains)));
    }

    [Fact]
    public void An_unreadable_clair_config_is_reported()
    {
        var bundle = Sample.Bundle("{}", ("clair-config.yaml", "indexer: ["));
        var refusal = Assert.Single(BundleValidation.Check(bundle, Sample.Managed(Minors.V37), Minors.V37));
        Assert.StartsWith("unable to verify component config: ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_bundle_conflicts_with_nothing()
    {
        foreach (var minor in Minors.All)
            Assert.Empty(BundleValidation.Check(ConfigBundle.Of("b", DefaultBundle.Files(minor, false)), Sample.Managed(minor), minor));
    }
}
