using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class RendererTests
{
    private static readonly ComponentKind[] Optional = [.. ComponentKinds.All.Where(kind => kind != ComponentKind.Quay)];

    [Theory]
    [InlineData(4, 31, 31, 11)]
    [InlineData(5, 39, 39, 11)]
    [InlineData(6, 47, 47, 11)]
    [InlineData(7, 48, 49, 13)]
    [InlineData(17, 45, 46, 10)]
    public void Each_release_renders_its_number_of_objects(int minor, int managed, int upgrading, int unmanaged)
    {
        var release = new ReleaseMinor(3, minor);
        var components = Sample.Managed(release);
        Assert.Equal(managed, Sample.Render(release, components).Objects.Length);
        Assert.Equal(upgrading, Sample.Render(release, components, registry: Upgrading).Objects.Length);
        Assert.Equal(unmanaged, Sample.Render(release, components.Without(Optional)).Objects.Length);
    }

    [Theory]
    [InlineData(ComponentKind.Postgres, 25, 33, 39, 41, 38)]
    [InlineData(ComponentKind.Clair, 25, 33, 38, 44, 40)]
    [InlineData(ComponentKind.Redis, 29, 37, 44, 45, 42)]
    [InlineData(ComponentKind.HorizontalPodAutoscaler, 30, 38, 44, 45, 42)]
    [InlineData(ComponentKind.ObjectStorage, 30, 38, 46, 47, 44)]
    [InlineData(ComponentKind.Route, 28, 36, 44, 45, 43)]
    [InlineData(ComponentKind.Mirror, 30, 38, 46, 47, 43)]
    [InlineData(ComponentKind.Monitoring, 31, 31, 39, 40, 37)]
    [InlineData(ComponentKind.Tls, 31, 39, 47, 48, 45)]
    [InlineData(ComponentKind.ClairPostgres, 31, 39, 47, 43, 39)]
    public void What_is_not_managed_is_not_rendered(ComponentKind kind, params int[] counts)
    {
        ReleaseMinor[] minors = [Minors.V34, Minors.V35, Minors.V36, Minors.V37, Minors.V317];
        Assert.Equal(counts, minors.Select(minor => Sample.Render(minor, Sample.Managed(minor).Without(kind)).Objects.Length));
    }

    [Fact]
    public void Database_upgrades_add_the_old_servers_and_their_jobs()
    {
        Assert.Equal(49, Count(new DatabaseUpgrades(Postgres: true)));
        Assert.Equal(50, Count(new DatabaseUpgrades(ClairPostgres: true)));
        Assert.Equal(53, Count(new DatabaseUpgrades(true, true)));

        static int Count(DatabaseUpgrades upgrades) =>
            Sample.Render(Minors.V317, facts: Sample.Facts(Minors.V317) with { Upgrades = upgrades }, registry: Upgrading).Objects.Length;
    }

    [Fact]
    public void An_upgrade_scales_quay_to_nothing_and_runs_its_job()
    {
        var rendered = Sample.Render(Minors.V37, registry: Upgrading);
        Assert.Equal(Overlay.Upgrade, rendered.Overlay);
        Assert.Equal("0", rendered.Replicas("quay-app"));
        Assert.True(rendered.Has("Job", "quay-app-upgrade"));
    }

    [Fact]
    public void A_changed_database_is_migrated_too() =>
        Assert.Equal(Overlay.Upgrade, Sample.Render(
            Minors.V37, Sample.Managed(Minors.V37).Without(ComponentKind.Postgres), Sample.Bundle("DB_URI: postgresql://u:p@other/quay")).Overlay);

    [Fact]
    public void From_3_14_on_the_job_waits_for_storage()
    {
        foreach (var minor in Minors.All.Where(minor => minor.AtLeast(3, 7)))
        {
            var facts = Sample.Facts(minor) with { ObjectStorage = ObjectStorageFacts.NotInitialized };
            Assert.Equal(minor.Before(3, 14), Sample.Render(minor, facts: facts, registry: Upgrading).Has("Job", "quay-app-upgrade"));
        }
    }

    [Fact]
    public void With_unmanaged_tls_quay_ends_tls_itself()
    {
        var rendered = Sample.Render(Minors.V37, Sample.Managed(Minors.V37).Without(ComponentKind.Tls));
        Assert.Equal("HTTPS", rendered.Object("Deployment", "quay-app")["spec"]!["template"]!["spec"]!["containers"]![0]!["readinessProbe"]!["httpGet"]!["scheme"]!.GetValue<string>());
        Assert.Equal("passthrough", rendered.Object("Route", "quay")["spec"]!["tls"]!["termination"]!.GetValue<string>());
        Assert.Equal("edge", rendered.Object("Route", "quay-config-editor")["spec"]!["tls"]!["termination"]!.GetValue<string>());
    }

    [Fact]
    public void An_autoscaler_of_what_is_not_there_keeps_a_bare_target_until_3_11()
    {
        var minor = new ReleaseMinor(3, 11);
        Assert.Equal("clair-app", Sample.Render(minor, Sample.Managed(minor).Without(ComponentKind.Clair))
            .Object("HorizontalPodAutoscaler", "clair-app")["spec"]!["scaleTargetRef"]!["name"]!.GetValue<string>());
        minor = new ReleaseMinor(3, 12);
        Assert.False(Sample.Render(minor, Sample.Managed(minor).Without(ComponentKind.Clair)).Has("HorizontalPodAutoscaler", "clair-app"));
    }

    [Fact]
    public void Clusters_without_autoscaling_v2_get_the_beta()
    {
        var facts = Sample.Facts(Minors.V37);
        facts = facts with { Cluster = facts.Cluster with { Features = Sample.Features with { AutoscalingV2 = false } } };
        Assert.Equal("autoscaling/v2beta2", Sample.Render(Minors.V37, facts: facts).Object("HorizontalPodAutoscaler", "quay-app")["apiVersion"]!.GetValue<string>());
    }

    [Fact]
    public void Everything_is_owned_but_the_dashboard_in_the_consoles_namespace()
    {
        foreach (var item in Sample.Render(Minors.V37).Objects)
        {
            var owners = item.Body["metadata"]!["ownerReferences"]?.AsArray();
            if (item.Key.Name == "harbour-grafana-dashboard-quay") Assert.Equal(("openshift-config-managed", true), (item.Key.Namespace, owners is null));
            else Assert.Equal(("port", Sample.Registry.Uid), (item.Key.Namespace, owners!.Single()!["uid"]!.GetValue<string>()));
        }
    }

    [Fact]
    public void The_dashboard_shows_its_own_registry()
    {
        foreach (var minor in Minors.All.Where(minor => minor.AtLeast(3, 5)))
        {
            var rendered = Sample.Render(minor).Object("ConfigMap", "grafana-dashboard-quay");
            var dashboard = JsonNode.Parse(rendered["data"]!["quay.json"]!.GetValue<string>())!;
            Assert.Equal("Quay - port - harbour", dashboard["title"]!.GetValue<string>());
            foreach (var figure in (string[])["org_rows", "repository_rows", "user_rows", "robot_rows", "cpu_seconds", "memory_bytes", "pulls_total", "pushes_total", "authentication_attempts", "duration_seconds_count", "histogram_quantile"])
                Assert.Contains(dashboard["rows"]!.AsArray().SelectMany(row => row!["panels"]!.AsArray()), panel => ((string)panel!["targets"]![0]!["expr"]!).Contains(figure, StringComparison.Ordinal));
            Assert.Equal("port", dashboard["templating"]!["list"]![1]!["options"]![0]!["value"]!.GetValue<string>());
            Assert.Equal("harbour-quay-metrics", dashboard["templating"]!["list"]![2]!["options"]![0]!["value"]!.GetValue<string>());
        }
    }

    [Fact]
    public void Nothing_is_sent_that_an_api_server_would_refuse_or_fill_in()
    {
        foreach (var minor in Minors.All)
            foreach (var item in Sample.Render(minor, registry: Upgrading).Objects)
            {
                Assert.Empty(Nulls(item.Body));
                Assert.False(item.Body.ContainsKey("status"));
                Assert.False(item.Body["metadata"]!.AsObject().ContainsKey("creationTimestamp"));
                Assert.True(DnsNames.IsSubdomain(item.Key.Name), item.Key.Name);
            }
    }

    [Fact]
    public void No_two_objects_have_one_key()
    {
        foreach (var minor in Minors.All)
        {
            var facts = Sample.Facts(minor) with { Upgrades = new DatabaseUpgrades(true, true) };
            var keys = Sample.Render(minor, facts: facts, registry: Upgrading).Objects.Select(item => item.Key).ToList();
            Assert.Equal(keys.Count, keys.Distinct().Count());
        }
    }

    [Fact]
    public void Database_pods_do_not_see_the_hostname()
    {
        Assert.Equal(["cluster-service-ca", "cluster-trusted-ca"], Annotations("quay-database").Concat(Annotations("clair-postgres")).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("quay-registry-hostname", Annotations("quay-redis"));

        static IEnumerable<string> Annotations(string suffix) => Sample.Render(Minors.V37)
            .Object("Deployment", suffix)["spec"]!["template"]!["metadata"]!["annotations"]!.AsObject().Select(entry => entry.Key);
    }

    [Fact]
    public void A_bad_certificate_pair_is_refused()
    {
        var refusal = Sample.Refuse(Minors.V37, bundle: Sample.Bundle("{}", ("ssl.cert", "x"), ("ssl.key", "y")));
        Assert.StartsWith(
            "could not inflate kubernetes objects: provided certificate pair not valid for host 'harbour-quay-port.apps.example.org': ",
            refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("none is made in its place", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_3_6_a_missing_pair_is_made_for_the_host()
    {
        var files = Sample.Render(Minors.V35).Secret("quay-config-secret");
        var pair = new TlsPair(files["ssl.cert"], files["ssl.key"]);
        Assert.Null(pair.FaultFor("harbour-quay-port.apps.example.org:443"));
        Assert.NotNull(pair.FaultFor("other.example.org"));
    }

    [Fact]
    public void However_long_what_a_user_wrote_is_a_condition_holds_what_is_said_of_it() => Assert.InRange(
        Sample.Refuse(Minors.V37, bundle: Sample.Bundle($"SERVER_HOSTNAME: {new string('a', 100_000)}", ("ssl.cert", "x"), ("ssl.key", "y"))).Message.Length, 1_000, 10_000);

    /// <summary>The guide has people copy it into a Route of their own that re-encrypts.</summary>
    [Fact]
    public void Before_3_6_a_pair_is_made_for_the_users_host_and_stays_though_the_route_is_the_users()
    {
        var components = Sample.Managed(Minors.V35).Without(ComponentKind.Route);
        var facts = Sample.Facts(Minors.V35);
        var files = Sample.Render(Minors.V35, components, Sample.Bundle("SERVER_HOSTNAME: own.example.org"), facts).Secret("quay-config-secret");
        var pair = new TlsPair(files["ssl.cert"], files["ssl.key"]);
        Assert.Null(pair.FaultFor("own.example.org"));

        var again = Sample.Render(Minors.V35, components, Sample.Bundle("SERVER_HOSTNAME: own.example.org"), facts with { SignedPair = pair }).Secret("quay-config-secret");
        Assert.Equal(pair.Certificate, again["ssl.cert"]);
    }

    [Theory]
    [InlineData("a..b")]
    [InlineData(".example.org")]
    public void A_host_that_no_certificate_can_name_is_refused(string host) => Assert.StartsWith(
        "could not inflate QuayRegistry into Kubernetes objects: no certificate can be made for '",
        Sample.Refuse(Minors.V35, facts: Sample.Facts(Minors.V35) with { Cluster = Sample.Facts(Minors.V35).Cluster with { ServerHostname = host } }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_stored_pair_that_cannot_be_read_is_made_anew()
    {
        var plain = Sample.Facts(Minors.V35);
        plain = plain with { Cluster = plain.Cluster with { Features = new ClusterFeatures("v1.20.2", false, false, false, false, true) }, SignedPair = new TlsPair("x", "y") };
        var files = Sample.Render(Minors.V35, facts: plain).Secret("quay-config-secret");
        Assert.StartsWith("-----BEGIN CERTIFICATE-----", files["ssl.cert"], StringComparison.Ordinal);
    }

    /// <summary>A curve that has a number and that OpenSSL does not know: another exception than for a broken key.</summary>
    [Fact]
    public void A_key_on_an_unknown_curve_is_refused()
    {
        var key = $"-----BEGIN EC PRIVATE KEY-----\n{Convert.ToBase64String([0x30, 0x13, 0x02, 0x01, 0x01, 0x04, 0x02, 0x01, 0x02, 0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x00, 0x0f])}\n-----END EC PRIVATE KEY-----\n";
        Assert.NotNull(new TlsPair(Arbitrary.ArbitraryBundle.Pair.Certificate, key).FaultFor(Arbitrary.ArbitraryBundle.Host));
    }

    private static QuayRegistry Upgrading => Sample.Registry with { Status = QuayRegistryStatus.Empty with { CurrentVersion = "3.0" } };

    private static IEnumerable<string> Nulls(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(member => member.Value is null ? [member.Key] : Nulls(member.Value)),
        JsonArray list => list.SelectMany(item => item is null ? ["[]"] : Nulls(item)),
        _ => [],
    };
}
