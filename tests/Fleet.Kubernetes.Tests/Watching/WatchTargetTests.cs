using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Kubernetes.Watching;
using Xunit;

namespace Fleet.Kubernetes.Tests.Watching;

public class WatchTargetTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(3);

    [Fact]
    public void Secrets_are_only_watched_without_their_content()
    {
        Assert.Throws<ArgumentException>(() => new WatchTarget(ResourceKind.Secret, "ns", null, metadataOnly: false));
        Assert.True(new WatchTarget(ResourceKind.Secret, "ns", null, metadataOnly: true).MetadataOnly);
    }

    [Theory]
    [InlineData(TargetCondition.Live, 10, true, Freshness.Live)]
    [InlineData(TargetCondition.Live, 10, false, Freshness.Stale)]
    [InlineData(TargetCondition.Live, 181, true, Freshness.Stale)]
    [InlineData(TargetCondition.Starting, 10, false, Freshness.Stale)]
    [InlineData(TargetCondition.Unauthorised, 1, true, Freshness.Unauthorised)]
    [InlineData(TargetCondition.Unreachable, 1, true, Freshness.Unreachable)]
    public void Freshness_is_computed_when_read(TargetCondition condition, int secondsAgo, bool synced, Freshness desired) =>
        Assert.Equal(desired, new TargetHealth(condition, Now.AddSeconds(-secondsAgo), synced, null).FreshnessAt(Now, StaleAfter));

    [Fact]
    public void A_session_is_as_fresh_as_its_worst_served_target()
    {
        var live = new TargetHealth(TargetCondition.Live, Now, true, null);
        var targets = new Dictionary<WatchTarget, TargetHealth>
        {
            [Observed.Target] = live,
            [new WatchTarget(ResourceKind.Route, null, null, false)] = live with { Condition = TargetCondition.NotServed, Synced = false },
        };
        Assert.Equal(Freshness.Live, FreshnessOf());
        foreach (var (kind, condition, freshness) in new[]
        {
            (ResourceKind.Service, TargetCondition.Starting, Freshness.Stale),
            (ResourceKind.Job, TargetCondition.Unreachable, Freshness.Unreachable),
            (ResourceKind.Secret, TargetCondition.Forbidden, Freshness.Unauthorised),
            (ResourceKind.ConfigMap, TargetCondition.Unreachable, Freshness.Unauthorised),
        })
        {
            targets[new WatchTarget(kind, null, null, metadataOnly: true)] = live with { Condition = condition };
            Assert.Equal(freshness, FreshnessOf());
        }
        Assert.Equal(Freshness.Stale, WatchHealth.Empty.FreshnessAt(Now, StaleAfter));

        Freshness FreshnessOf() => new WatchHealth(targets).FreshnessAt(Now, StaleAfter);
    }

    [Fact]
    public void Pauses_double_up_to_their_limit_and_are_jittered_downwards()
    {
        var range = new BackoffRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(0.5), range.Pause(1, 0));
        Assert.Equal(TimeSpan.FromSeconds(3), range.Pause(3, 0.5));
        Assert.Equal(TimeSpan.FromSeconds(15), range.Pause(1_000_000, 0));
    }
}
