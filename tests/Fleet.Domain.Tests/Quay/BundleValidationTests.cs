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
