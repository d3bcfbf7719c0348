using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class FleetBreakdownTests
{
    private static readonly ClusterReading Live = Cluster("live", ConnectionState.Live, ClusterMode.Reconcile, "ring", "canary");
    private static readonly ClusterReading Dark = Cluster("dark", ConnectionState.Unreachable, ClusterMode.Observe, "zone", "eu");
    private static readonly ClusterReading Empty = Cluster("empty", ConnectionState.Live, ClusterMode.Olm, "ring", "prod");

    private static readonly FleetBreakdown Breakdown = FleetBreakdown.Of(
        [Live, Dark, Empty],
        [
            RegistryReading.Of(Registry("live/n/up", true, "3.10.1"), Live),
            RegistryReading.Of(Registry("live/n/down", false, null), Live),
            RegistryReading.Of(Registry("dark/n/up", true, "3.10.4"), Dark),
            RegistryReading.Of(Registry("lost/n/up", true, "3.6.4"), null),
        ],
        "ring");

    [Fact]
    public void Every_share_keeps_the_unknown_apart()
    {
        Assert.Equal(new RegistryCount(2, 1, 0, 1), Breakdown.ByMinor["3.10"]);
        Assert.Equal(new RegistryCount(1, 0, 1, 0), Breakdown.ByMinor[FleetTotals.NoVersion]);
        Assert.Equal(new RegistryCount(1, 0, 0, 1), Breakdown.ByCluster["dark"]);
        Assert.Equal(new ComponentTally(1, 1, 0, 2), Breakdown.ByComponent["redis"]);
        Assert.Equal(new ComponentTally(0, 0, 2, 2), Breakdown.ByComponent["route"]);
    }

    [Fact]
    public void A_cluster_without_registries_is_counted_as_none_and_one_unheard_of_has_no_mode()
    {
        Assert.Equal(RegistryCount.None, Breakdown.ByCluster["empty"]);
        Assert.Equal(["observe", "reconcile", FleetBreakdown.NoMode], Breakdown.ByMode.Keys);
    }

    [Fact]
    public void By_a_label_those_without_it_are_kept_apart()
    {
        Assert.Equal([FleetBreakdown.NoLabel, "canary"], Breakdown.ByLabel!.Keys);
        Assert.Equal(new RegistryCount(2, 0, 0, 2), Breakdown.ByLabel[FleetBreakdown.NoLabel]);
        Assert.Null(FleetBreakdown.Of([], [], null).ByLabel);
    }

    private static ClusterReading Cluster(string name, ConnectionState state, ClusterMode mode, string label, string value) => ClusterReading.Of(
        new ClusterSummary(
            ClusterName.Parse(name), ImmutableSortedDictionary<string, string>.Empty.Add(label, value), mode, false, "https://x", null, null, state, "", Sample.Noon, [], 1),
        Sample.Noon);

    private static RegistrySummary Registry(string key, bool available, string? version) => new(
        RegistryKey.Parse(key),
        "u",
        ImmutableSortedDictionary<string, string>.Empty,
        version,
        null,
        available,
        false,
        null,
        [],
        [new ComponentSummary(ComponentKind.Redis, true, available, "", "", []), new ComponentSummary(ComponentKind.Route, false, true, "", "", [])],
        [],
        Sample.Noon);
}
