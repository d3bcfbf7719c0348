using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class FleetTotalsTests
{
    [Fact]
    public void What_is_not_live_is_unknown_whatever_was_last_seen()
    {
        var (live, dark) = (Cluster("live", ConnectionState.Live), Cluster("dark", ConnectionState.Unreachable));
        var totals = FleetTotals.Of(
            [live, dark],
            [
                RegistryReading.Of(Registry("live/n/up", true, "3.7.10"), live),
                RegistryReading.Of(Registry("live/n/down", false, null, new Blocker(BlockerCodes.VolumePending, "p"), new Blocker(BlockerCodes.VolumePending, "q")), live),
                RegistryReading.Of(Registry("dark/n/up", true, "3.7.10"), dark),
                RegistryReading.Of(Registry("lost/n/up", true, "3.6.4"), null),
            ]);
        Assert.Equal((2, 4, 1, 1, 2), (totals.Clusters, totals.Registries, totals.Available, totals.Unavailable, totals.Unknown));
        Assert.Equal(2, totals.ByVersion["3.7.10"]);
        Assert.Equal(1, totals.ByVersion[FleetTotals.NoVersion]);
        Assert.Equal(2, totals.ByFreshness[Freshness.Live]);
        Assert.Equal(1, totals.ByFreshness[Freshness.Stale]);
        Assert.Equal(1, totals.ByBlocker[BlockerCodes.VolumePending]);
        Assert.Equal(1, totals.ByBlocker[BlockerCodes.Unreachable]);
        Assert.Equal(1, totals.ClustersByBlocker[BlockerCodes.Unreachable]);
    }

    [Theory]
    [InlineData(ConnectionState.Live, 20, Freshness.Live)]
    [InlineData(ConnectionState.Live, 21, Freshness.Stale)]
    [InlineData(ConnectionState.Connecting, 1, Freshness.Stale)]
    [InlineData(ConnectionState.Syncing, 1, Freshness.Stale)]
    [InlineData(ConnectionState.Unreachable, 1, Freshness.Unreachable)]
    [InlineData(ConnectionState.Unauthorised, 1, Freshness.Unauthorised)]
    public void A_cluster_is_live_only_while_it_gives_signs_of_life(ConnectionState state, int age, Freshness freshness)
    {
        var reading = ClusterReading.Of(Summary("a", state) with { LastSignOfLife = Sample.Noon.AddSeconds(-age) }, Sample.Noon);
        Assert.Equal(freshness, reading.Freshness);
        Assert.Equal(freshness != Freshness.Live, !reading.Blockers.IsEmpty);
    }

    [Fact]
    public void The_clusters_own_words_come_first_and_once()
    {
        var cluster = ClusterReading.Of(
            Summary("a", ConnectionState.Unreachable) with { Blockers = [new Blocker(BlockerCodes.Unreachable, "connection refused")] }, Sample.Noon);
        Assert.Single(cluster.Blockers);
        var registry = RegistryReading.Of(Registry("a/n/x", true, null, new Blocker(BlockerCodes.Paused, "paused")), cluster);
        Assert.Equal(["connection refused", "paused"], registry.Blockers.Select(blocker => blocker.Message));
    }

    private static ClusterReading Cluster(string name, ConnectionState state) => ClusterReading.Of(Summary(name, state), Sample.Noon);

    private static ClusterSummary Summary(string name, ConnectionState state) => new(
        ClusterName.Parse(name), ImmutableSortedDictionary<string, string>.Empty, ClusterMode.Observe, false, "https://x", null, null, state, "", Sample.Noon, [], 1);

    private static RegistrySummary Registry(string key, bool available, string? version, params Blocker[] blockers) => new(
        RegistryKey.Parse(key), "u", ImmutableSortedDictionary<string, string>.Empty, version, null, available, false, null, [], [], [.. blockers], Sample.Noon);
}
