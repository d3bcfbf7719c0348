using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class ClairConfigTests
{
    [Fact]
    public void A_user_file_replaces_whole_sections_from_3_7_to_3_10()
    {
        var indexer = Config(Minors.V37, "indexer: {scanlock_retry: 3}")["indexer"]!.AsObject();
        Assert.Equal("""{"scanlock_retry":3}""", indexer.ToJsonString());
    }

    [Fact]
    public void Since_3_11_it_is_handed_to_clair_as_it_is()
    {
        var minor = new ReleaseMinor(3, 11);
        Assert.Equal(10, Config(minor, "indexer: {scanlock_retry: 3}")["indexer"]!["scanlock_retry"]!.GetValue<long>());
        Assert.Equal("indexer: {scanlock_retry: 3}", Files(minor, "indexer: {scanlock_retry: 3}")["01_user_config.yaml"]);
    }

    [Fact]
    public void An_unreadable_user_file_leaves_the_secret_empty() => Assert.Empty(Files(Minors.V37, "indexer: ["));

    [Theory]
    [InlineData(true, "pool_max_conns=33")]
    [InlineData(false, "pool_max_conns=10")]
    public void Autoscaled_clairs_open_more_connections(bool autoscaled, string pool)
    {
        var components = Sample.Managed(Minors.V37);
        var rendered = Sample.Render(Minors.V37, autoscaled ? components : components.Without(ComponentKind.HorizontalPodAutoscaler));
        Assert.Contains(pool, rendered.Secret("clair-config-secret")["config.yaml"], StringComparison.Ordinal);
    }

    [Fact]
    public void With_an_unmanaged_route_the_users_host_is_notified() =>
        Assert.Equal(
            "https://own.example.org/secscan/notification",
            YamlReader.Read(Sample.Render(
                Minors.V37, Sample.Managed(Minors.V37).Without(ComponentKind.Route), Sample.Bundle("SERVER_HOSTNAME: own.example.org"))
                .Secret("clair-config-secret")["config.yaml"])!["notifier"]!["webhook"]!["target"]!.GetValue<string>());

    private static JsonNode Config(ReleaseMinor minor, string userFile) => YamlReader.Read(Files(minor, userFile)["config.yaml"])!;

    private static Dictionary<string, string> Files(ReleaseMinor minor, string userFile) =>
        Sample.Render(minor, bundle: Sample.Bundle("{}", ("clair-config.yaml", userFile))).Secret("clair-config-secret");
}
