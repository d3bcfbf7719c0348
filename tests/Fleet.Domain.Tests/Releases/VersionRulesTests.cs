using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Xunit;
using static Fleet.Domain.Tests.Releases.Catalogs;

namespace Fleet.Domain.Tests.Releases;

public sealed class VersionRulesTests
{
    private static readonly ImmutableDictionary<string, Approval> Nobody = ImmutableDictionary<string, Approval>.Empty;
    private static readonly ChannelSubscription Stable = new("stable-3.7", Approval.Automatic);

    [Fact]
    public void A_new_registry_gets_the_head_of_its_channel_or_else_the_default()
    {
        Assert.Equal("3.7.11", Run(Choose(null)).Release.Version);
        Assert.Equal("3.6.1", Run(Choose(null, cluster: new ChannelSubscription("stable-3.6"))).Release.Version);
        Assert.Equal("3.5.8", Run(Choose(null, new VersionWish(null, new ChannelSubscription("quay-v3.5")), new ChannelSubscription("stable-3.6"))).Release.Version);
        Assert.Null(Choose(null, cluster: new ChannelSubscription("stable-3.6")).Pending);
    }

    [Fact]
    public void A_registry_that_follows_nothing_stays()
    {
        var choice = Run(Choose("3.7.10"));
        Assert.Equal(("3.7.10", null), (choice.Release.Version, choice.Pending));
    }

    [Fact]
    public void What_the_annotation_asks_for_goes_before_the_channel()
    {
        Assert.Equal("3.7.10", Run(Choose("3.7.10", Wish("3.7.10"), Stable)).Release.Version);
        Assert.Equal(new PendingUpgrade("3.7.10", "3.7.11", "3.7.11", "stable-3.7"), Choose("3.7.10", Wish("3.7.10"), Stable).Pending);
        Assert.Null(Choose("3.7.10", Wish("3.7.11"), Stable).Pending);
    }

    [Fact]
    public void Under_automatic_approval_a_registry_climbs_to_the_head_step_by_step()
    {
        List<string> steps = ["3.4.0"];
        while (Run(Choose(steps[^1], cluster: Stable)).Release.Version is var next && next != steps[^1]) steps.Add(next);
        Assert.Equal(["3.4.0", "3.5.8", "3.6.1", "3.7.10", "3.7.11"], steps);
    }

    [Fact]
    public void Under_manual_approval_it_stays_and_the_next_step_is_pending()
    {
        var choice = Choose("3.5.8", cluster: new ChannelSubscription("stable-3.7"));
        Assert.Equal(("3.5.8", new PendingUpgrade("3.5.8", "3.6.1", "3.7.11", "stable-3.7")), (Run(choice).Release.Version, choice.Pending));
        Assert.Null(Choose("3.7.11", cluster: new ChannelSubscription("stable-3.7")).Pending);
    }

    [Theory]
    [InlineData(null, null, null, "3.7.10")]
    [InlineData(null, null, Approval.Automatic, "3.7.11")]
    [InlineData(null, Approval.Manual, Approval.Automatic, "3.7.10")]
    [InlineData(Approval.Automatic, Approval.Manual, Approval.Manual, "3.7.11")]
    [InlineData(Approval.Manual, Approval.Automatic, Approval.Automatic, "3.7.10")]
    public void The_registry_decides_on_approval_before_its_cluster_and_the_cluster_before_the_channel(
        Approval? registry, Approval? cluster, Approval? channel, string version)
    {
        var approvals = channel is { } approval ? Nobody.Add("stable-3.7", approval) : Nobody;
        var wish = new VersionWish(null, new ChannelSubscription(null, registry));
        Assert.Equal(version, Run(VersionRules.Choose(ReleaseCatalog.BuiltIn, approvals, wish, new ChannelSubscription("stable-3.7", cluster), "3.7.10", "v1.20.2")).Release.Version);
    }

    [Theory]
    [InlineData("3.5.8", "3.7.11", "upgrade-refused", "3.5.8 → 3.6.1 → 3.7.10 → 3.7.11")]
    [InlineData("3.7.11", "3.6.1", "upgrade-refused", "another minor")]
    [InlineData("3.7.11", "3.7.10", "upgrade-refused", "schemaRevision")]
    [InlineData("3.7.10", "3.7.99", "version-unknown", "3.7.99 is in no catalog")]
    [InlineData("3.7.10", "latest", "version-unknown", "'latest' is no version")]
    [InlineData(null, "3.9.1", "version-unknown", "3.9.1 is in no catalog")]
    [InlineData("3.7.5", "3.7.5", "version-unknown", "left as it is")]
    public void What_cannot_be_had_leaves_the_registry_alone_and_says_why(string? current, string asked, string code, string says)
    {
        var leave = Assert.IsType<VersionChoice.Leave>(Choose(current, Wish(asked)));
        Assert.Equal((code, asked), (leave.Why.Code, leave.Target));
        Assert.Contains(says, leave.Why.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_release_that_left_the_catalogs_is_not_rendered_with_other_images()
    {
        var with = Of(Channel("stable-3.7", Entry("3.7.11"), Entry("3.7.12", replaces: "3.7.11")));
        Assert.Equal(Image("quay", "3.7.12"), Run(Choose("3.7.12", catalog: with)).Release.Images.Quay);
        var leave = Assert.IsType<VersionChoice.Leave>(Choose("3.7.12"));
        Assert.Equal((BlockerCodes.VersionUnknown, "3.7.12"), (leave.Why.Code, leave.Target));
    }

    [Fact]
    public void A_release_is_not_put_on_a_Kubernetes_that_is_too_old_for_it_and_goes_on_where_it_runs()
    {
        var catalog = new ReleaseCatalog([new Release(V("3.7.11"), Images("a")), new Release(V("3.7.12"), Images("b"), "1.21.0")], [Channel("c", Entry("3.7.11"), Entry("3.7.12", replaces: "3.7.11"))], null);
        var leave = Assert.IsType<VersionChoice.Leave>(Choose("3.7.11", Wish("3.7.12"), catalog: catalog));
        Assert.Equal("3.7.12 needs Kubernetes 1.21.0, and the cluster runs v1.20.2: upgrade the cluster first", leave.Why.Message);
        Assert.Equal("3.7.12", Run(Choose("3.7.12", catalog: catalog)).Release.Version);
        Assert.Equal("3.7.12", Run(Choose("3.7.11", Wish("3.7.12"), catalog: catalog, kubernetes: "v1.21.0-rc.1+k3s1")).Release.Version);
    }

    [Fact]
    public void A_channel_that_cannot_be_followed_is_named()
    {
        var unknown = Assert.IsType<VersionChoice.Leave>(Choose(null, cluster: new ChannelSubscription("stable-9")));
        Assert.Contains("'stable-9' is in no catalog", unknown.Why.Message, StringComparison.Ordinal);
        Assert.Equal("3.7.10", Run(Choose("3.7.10", cluster: new ChannelSubscription("stable-9"))).Release.Version);

        var gap = Of(Channel("c", Entry("3.7.3"), Entry("3.7.5", skips: "3.7.3"), Entry("3.7.6", replaces: "3.7.5")), Channel("old", Entry("3.7.1")));
        var stuck = Assert.IsType<VersionChoice.Leave>(Choose("3.7.1", cluster: new ChannelSubscription("c", Approval.Automatic), catalog: gap));
        Assert.StartsWith("Channel c cannot be followed: no channel leads from 3.7.1 to 3.7.6", stuck.Why.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Automatic", Approval.Automatic, false)]
    [InlineData("manual", Approval.Manual, false)]
    [InlineData("1", null, true)]
    [InlineData("Sometimes", null, true)]
    [InlineData(" ", null, false)]
    public void An_approval_that_cannot_be_read_leaves_the_registry_alone(string text, Approval? approval, bool refused)
    {
        var registry = new QuayRegistry(
            "quay", "main", "u", "1", 1, ImmutableSortedDictionary<string, string>.Empty,
            ImmutableSortedDictionary<string, string>.Empty.Add("quay-fleet/approval", text).Add("quay-fleet/channel", " stable-3.7 "), [], null, null, [], QuayRegistryStatus.Empty);
        var wish = VersionWish.Of(registry);
        Assert.Equal((null, new ChannelSubscription("stable-3.7", approval), refused), (wish.Target, wish.Subscription, wish.Problem is not null));
        Assert.Equal(refused, Choose("3.7.11", wish) is VersionChoice.Leave);
    }

    private static VersionWish Wish(string target) => new(target, ChannelSubscription.None);

    private static VersionChoice Choose(
        string? current, VersionWish? wish = null, ChannelSubscription? cluster = null, ReleaseCatalog? catalog = null, string kubernetes = "v1.20.2") =>
        VersionRules.Choose(catalog ?? ReleaseCatalog.BuiltIn, Nobody, wish ?? VersionWish.None, cluster ?? ChannelSubscription.None, current, kubernetes);

    private static VersionChoice.Run Run(VersionChoice choice) => Assert.IsType<VersionChoice.Run>(choice);
}
