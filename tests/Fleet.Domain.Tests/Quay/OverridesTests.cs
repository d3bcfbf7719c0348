using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary>What overrides do to rendered objects.</summary>
public class OverridesTests
{
    private static readonly ReleaseMinor V38 = new(3, 8);
    private static readonly ReleaseMinor V311 = new(3, 11);

    [Fact]
    public void Variables_are_set_in_place_or_added_before_the_version()
    {
        var env = Render(Minors.V37, ComponentKind.Quay, new(EnvJson: """[{"name":"DEBUGLOG","value":"true"},{"name":"NEW","value":"1"},{"name":"QUAY_VERSION","value":"mine"}]"""))
            .Object("Deployment", "quay-app").Env();
        Assert.Equal("true", env.Value("DEBUGLOG"));
        Assert.Equal("DEBUGLOG", env[2]!["name"]!.GetValue<string>());
        Assert.Equal("NEW", env[^2]!["name"]!.GetValue<string>());
        Assert.Equal(Sample.Version, env.Value("QUAY_VERSION"));
    }

    [Fact]
    public void Quays_variables_reach_the_config_editor_but_no_init_container()
    {
        var overrides = new ComponentOverrides(EnvJson: """[{"name":"NEW","value":"1"}]""");
        Assert.Equal("1", Render(Minors.V37, ComponentKind.Quay, overrides).Object("Deployment", "quay-config-editor").Env().Value("NEW"));
        var mirror = Render(Minors.V37, ComponentKind.Mirror, overrides).Object("Deployment", "quay-mirror");
        Assert.Single(mirror["spec"]!["template"]!["spec"]!["initContainers"]![0]!["env"]!.AsArray());
    }

    [Theory]
    [InlineData(7, null)]
    [InlineData(8, "1")]
    public void They_reach_the_upgrade_job_since_3_8(int minor, string? value)
    {
        var release = new ReleaseMinor(3, minor);
        var rendered = Sample.Render(
            release, Sample.Managed(release).With(ComponentKind.Quay, new(EnvJson: """[{"name":"NEW","value":"1"}]""")),
            registry: Sample.Registry with { Status = QuayRegistryStatus.Empty });
        Assert.Equal(value, rendered.Object("Job", "quay-app-upgrade").Env().Value("NEW"));
    }

    [Fact]
    public void Reserved_labels_are_kept()
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty.Add("app", "other").Add("team", "a").Add(QuayRegistry.RegistryLabel, "other");
        var deployment = Render(Minors.V37, ComponentKind.Quay, new(Labels: labels)).Object("Deployment", "quay-app");
        foreach (var metadata in new[] { deployment["metadata"]!, deployment["spec"]!["template"]!["metadata"]! })
        {
            Assert.Equal("quay", metadata["labels"]!["app"]!.GetValue<string>());
            Assert.Equal("harbour", metadata["labels"]![QuayRegistry.RegistryLabel]!.GetValue<string>());
            Assert.Equal("a", metadata["labels"]!["team"]!.GetValue<string>());
        }
        Assert.False(deployment["spec"]!["selector"]!["matchLabels"]!.AsObject().ContainsKey("team"));
    }

    [Theory]
    [InlineData(7, 10, null)]
    [InlineData(11, 17, "1")]
    public void Clairs_database_follows_its_overrides_since_3_11(int from, int to, string? value)
    {
        foreach (var minor in Enumerable.Range(from, to - from + 1).Select(minor => new ReleaseMinor(3, minor)))
            Assert.Equal(value, Render(minor, ComponentKind.ClairPostgres, new(EnvJson: """[{"name":"NEW","value":"1"}]""")).Object("Deployment", "clair-postgres").Env().Value("NEW"));
    }

    [Fact]
    public void Affinity_replaces_the_whole() =>
        Assert.Equal("""{"nodeAffinity":{}}""", Render(Minors.V37, ComponentKind.Quay, new(AffinityJson: """{"nodeAffinity":{}}"""))
            .Object("Deployment", "quay-app")["spec"]!["template"]!["spec"]!["affinity"]!.ToJsonString());

    [Fact]
    public void Replicas_are_left_to_the_autoscaler() => Assert.Null(Sample.Render(Minors.V37).Replicas("quay-app"));

    [Theory]
    [InlineData(7, null, "2")]
    [InlineData(7, 3, "3")]
    [InlineData(7, 0, "0")]
    [InlineData(11, null, null)]
    [InlineData(11, 3, "3")]
    public void Without_an_autoscaler_the_user_decides(int minor, int? replicas, string? rendered)
    {
        var release = new ReleaseMinor(3, minor);
        var components = Sample.Managed(release).Without(ComponentKind.HorizontalPodAutoscaler).With(ComponentKind.Clair, new(Replicas: replicas));
        Assert.Equal(rendered, Sample.Render(release, components).Replicas("clair-app"));
        Assert.Equal("2", Sample.Render(release, components).Replicas("quay-mirror"));
    }

    [Fact]
    public void Volumes_grow() => Assert.Equal("80Gi", Size(Minors.V37, ComponentKind.Postgres, "quay-database", "80Gi"));

    [Fact]
    public void Clairs_database_is_sized_on_clair_until_3_12()
    {
        Assert.Equal("80Gi", Size(new(3, 12), ComponentKind.Clair, "clair-postgres-13", "80Gi"));
        Assert.Equal("50Gi", Size(new(3, 13), ComponentKind.Clair, "clair-postgres-15", "80Gi"));
        Assert.Equal("80Gi", Size(new(3, 13), ComponentKind.ClairPostgres, "clair-postgres-15", "80Gi"));
    }

    [Fact]
    public void Volumes_do_not_shrink() =>
        Assert.Equal(
            new Refusal(Refusal.CreationFailed, "could not inflate kubernetes objects: cannot shrink volume override size from 50Gi to 49Gi"),
            Sample.Refuse(Minors.V37, Sample.Managed(Minors.V37).With(ComponentKind.Postgres, new(VolumeSize: "49Gi"))));

    [Fact]
    public void Resources_of_the_first_container_are_replaced_since_3_11()
    {
        var overrides = new ComponentOverrides(ResourcesJson: """{"limits":{"cpu":"1"}}""");
        Assert.Equal(overrides.ResourcesJson, Resources(V311));
        Assert.NotEqual(overrides.ResourcesJson, Resources(V38));

        string Resources(ReleaseMinor minor) => Render(minor, ComponentKind.Quay, overrides)
            .Object("Deployment", "quay-app")["spec"]!["template"]!["spec"]!["containers"]![0]!["resources"]!.ToJsonString();
    }

    [Fact]
    public void Small_clusters_ask_for_no_resources()
    {
        var facts = Sample.Facts(Minors.V37) with { Operator = new OperatorSettings(SkipResourceRequests: true) };
        var rendered = Sample.Render(Minors.V37, facts: facts);
        Assert.All(rendered.Objects.Where(item => item.Key.Kind.Kind is "Deployment" or "Job"),
            item => Assert.DoesNotContain("\"resources\"", item.Body.ToJsonString(), StringComparison.Ordinal));
    }

    private static RenderOutcome.Rendered Render(ReleaseMinor minor, ComponentKind kind, ComponentOverrides overrides) =>
        Sample.Render(minor, Sample.Managed(minor).With(kind, overrides));

    private static string Size(ReleaseMinor minor, ComponentKind kind, string claim, string size) =>
        Render(minor, kind, new(VolumeSize: size)).Object("PersistentVolumeClaim", claim)["spec"]!["resources"]!["requests"]!["storage"]!.GetValue<string>();
}
