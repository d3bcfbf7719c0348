using Fleet.Domain.Releases;
using Xunit;
using static Fleet.Domain.Tests.Releases.Catalogs;

namespace Fleet.Domain.Tests.Releases;

public sealed class UpgradeGraphTests
{
    // As Red Hat's index has them: .0 replaces nothing, z-streams replace each other, a skip range opens each channel to the minor before.
    private static readonly ReleaseCatalog Published = Of(
        Channel("stable-3.6", Entry("3.6.0", range: ">=3.5.x <3.6.0"), Entry("3.6.1", "3.6.0", ">=3.5.x <3.6.1"), Entry("3.6.2", "3.6.1", ">=3.5.x <3.6.2")),
        Channel(
            "stable-3.7",
            Entry("3.7.0", range: ">=3.6.x <3.7.0"),
            Entry("3.7.1", "3.7.0"),
            Entry("3.7.2", "3.7.1"),
            Entry("3.7.3", "3.7.1", ">=3.6.x <3.7.3", "3.7.2")));

    [Fact]
    public void What_is_built_in_leads_from_3_4_to_3_7_11_one_minor_at_a_time()
    {
        var found = Assert.IsType<UpgradePath.Found>(new UpgradeGraph(ReleaseCatalog.BuiltIn).Path(V("3.4.0"), V("3.7.11")));
        Assert.Equal(
            ["3.4.0→3.5.8 quay-v3.5", "3.5.8→3.6.1 stable-3.6", "3.6.1→3.7.10 stable-3.7", "3.7.10→3.7.11 stable-3.7"],
            found.Steps.Select(step => $"{step.From}→{step.To} {step.Channel}"));
        Assert.Empty(CatalogCheck.Problems(ReleaseCatalog.BuiltIn, new CatalogSource("built in"), _ => true));
        Assert.Equal("3.7.11", ReleaseCatalog.BuiltIn.Default);
        Assert.All(ReleaseCatalog.BuiltIn.Releases, release => Assert.Null(release.Images));
    }

    [Fact]
    public void An_entry_is_upgraded_to_from_what_it_replaces_skips_or_has_in_its_range()
    {
        var graph = new UpgradeGraph(Published);
        Assert.NotNull(graph.Direct(V("3.7.1"), V("3.7.3")));
        Assert.NotNull(graph.Direct(V("3.7.2"), V("3.7.3")));
        Assert.Equal("stable-3.7", graph.Direct(V("3.6.0"), V("3.7.3"))!.Channel);
        Assert.Null(graph.Direct(V("3.5.8"), V("3.7.3")));
        Assert.Null(graph.Direct(V("3.7.3"), V("3.7.1")));
    }

    [Fact]
    public void What_another_entry_skips_is_never_upgraded_to_and_upgraded_from_all_the_same()
    {
        var graph = new UpgradeGraph(Published);
        Assert.Null(graph.Direct(V("3.7.1"), V("3.7.2")));
        Assert.Contains("skipped", Assert.IsType<UpgradePath.None>(graph.Path(V("3.7.1"), V("3.7.2"))).Reason, StringComparison.Ordinal);
        Assert.Single(Assert.IsType<UpgradePath.Found>(graph.Path(V("3.7.2"), V("3.7.3"))).Steps);
    }

    [Fact]
    public void The_shortest_way_is_taken_and_each_step_names_its_channel()
    {
        var steps = Assert.IsType<UpgradePath.Found>(new UpgradeGraph(Published).Path(V("3.5.8"), V("3.7.3"))).Steps;
        Assert.Equal(["3.6.2 stable-3.6", "3.7.3 stable-3.7"], steps.Select(step => $"{step.To} {step.Channel}"));
        Assert.Empty(Assert.IsType<UpgradePath.Found>(new UpgradeGraph(Published).Path(V("3.7.3"), V("3.7.3"))).Steps);
    }

    [Fact]
    public void Where_no_way_leads_the_reason_names_what_leads_there_and_how_far_one_gets()
    {
        var graph = new UpgradeGraph(Of(
            Channel("stable-3.6", Entry("3.6.2", range: ">=3.5.x <3.6.2")), Channel("stable-3.7", Entry("3.7.10", range: ">=3.7.0 <3.7.10"), Entry("3.7.11", "3.7.10"))));
        var reason = Assert.IsType<UpgradePath.None>(graph.Path(V("3.5.8"), V("3.7.11"))).Reason;
        Assert.Contains("3.7.11 is upgraded to from 3.7.10 (stable-3.7)", reason, StringComparison.Ordinal);
        Assert.Contains("from 3.5.8 the nearest that can be reached is 3.6.2", reason, StringComparison.Ordinal);
        Assert.Contains("3.7.10, 3.7.11", Assert.IsType<UpgradePath.None>(graph.Path(V("3.7.10"), V("3.7.12"))).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "3.7.11", UpgradeKind.Install)]
    [InlineData("", "3.7.11", UpgradeKind.Install)]
    [InlineData("3.7.10", "3.7.10", UpgradeKind.Same)]
    [InlineData("v3.6.1", "3.6.1", UpgradeKind.Same)]
    [InlineData("3.x", "3.x", UpgradeKind.Same)]
    [InlineData("3.6.9", "3.6.9", UpgradeKind.Same)]
    [InlineData("3.7.10", "3.7.11", UpgradeKind.Upgrade)]
    [InlineData("3.7.4", "3.7.10", UpgradeKind.Upgrade)]
    [InlineData("3.6.4", "3.7.10", UpgradeKind.Upgrade)]
    public void A_registry_may_go(string? from, string to, UpgradeKind kind) =>
        Assert.Equal(kind, Assert.IsType<UpgradeDecision.Allowed>(UpgradeRules.Decide(ReleaseCatalog.BuiltIn, from, to)).Kind);

    [Theory]
    [InlineData("3.4.0", "3.7.11", UpgradeRefusal.OutsideGraph, "go 3.4.0 → 3.5.8 → 3.6.1 → 3.7.10 → 3.7.11")]
    [InlineData("3.7.4", "3.7.11", UpgradeRefusal.OutsideGraph, "go 3.7.4 → 3.7.10 → 3.7.11")]
    [InlineData("3.2.0", "3.7.11", UpgradeRefusal.OutsideGraph, "nothing is upgraded to from 3.2.0")]
    [InlineData("3.7.10", "3.7.12", UpgradeRefusal.UnknownVersion, "of 3.7 the fleet knows 3.7.10, 3.7.11")]
    [InlineData(null, "3.7.12", UpgradeRefusal.UnknownVersion, "import the catalog")]
    [InlineData("3.7.10", "latest", UpgradeRefusal.UnknownVersion, "'latest'")]
    [InlineData("vader", "3.7.10", UpgradeRefusal.UnknownCurrent, "'vader'")]
    [InlineData("3.7.11", "3.6.1", UpgradeRefusal.Downgrade, "another minor")]
    [InlineData("3.7.11", "3.7.10", UpgradeRefusal.SchemaChange, "no schemaRevision of 3.7.11")]
    public void A_registry_may_not_go(string? from, string to, UpgradeRefusal refusal, string reason)
    {
        var refused = Assert.IsType<UpgradeDecision.Refused>(UpgradeRules.Decide(ReleaseCatalog.BuiltIn, from, to));
        Assert.Equal(refusal, refused.Refusal);
        Assert.Contains(reason, refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", null, false)]
    [InlineData(null, "a", false)]
    [InlineData(null, null, false)]
    public void A_rollback_needs_the_same_minor_and_the_same_known_schema(string? was, string? then, bool allowed)
    {
        var catalog = new ReleaseCatalog([new Release(V("3.7.10"), SchemaRevision: then), new Release(V("3.7.11"), SchemaRevision: was), new Release(V("3.6.1"), SchemaRevision: was)], []);
        Assert.Equal(allowed, UpgradeRules.Decide(catalog, "3.7.11", "3.7.10") is UpgradeDecision.Allowed { Kind: UpgradeKind.Rollback });
        Assert.IsType<UpgradeDecision.Refused>(UpgradeRules.Decide(catalog, "3.7.11", "3.6.1"));
    }

    [Theory]
    [InlineData(">=3.5.x <3.6.1", "3.5.0", true)]
    [InlineData(">=3.5.x <3.6.1", "3.6.0", true)]
    [InlineData(">=3.5.x <3.6.1", "3.6.1", false)]
    [InlineData(">=3.5.x <3.6.1", "3.4.9", false)]
    [InlineData(">=3.5.x <3.6.1", "3.6.1-rc1", true)]
    [InlineData(">=3.5.0 <3.5.3 || 3.4.7", "3.4.7", true)]
    [InlineData("<3.7.0", "3.6.4+0.1665.p", true)]
    public void A_skip_range_has_what_OLM_finds_in_it(string range, string version, bool contained) =>
        Assert.Equal(contained, SkipRange.Parse(range).Contains(V(version)));

    [Fact]
    public void A_release_that_only_was_built_again_is_one_of_its_own()
    {
        Assert.NotEqual(V("3.6.4"), V("3.6.4+0.1665.p"));
        Assert.True(V("3.6.4") < V("3.6.4+0.1665.p"));
        var catalog = Of(Channel("stable-3.6", Entry("3.6.4"), Entry("3.6.4+0.1665.p", "3.6.4")));
        Assert.IsType<UpgradeDecision.Allowed>(UpgradeRules.Decide(catalog, "3.6.4", "3.6.4+0.1665.p"));
    }

    [Fact]
    public void A_catalog_is_the_same_after_a_journey_as_JSON()
    {
        var json = System.Text.Json.JsonSerializer.Serialize(Published);
        var back = System.Text.Json.JsonSerializer.Deserialize<ReleaseCatalog>(json)!;
        Assert.Equal(json, System.Text.Json.JsonSerializer.Serialize(back));
        Assert.True(CatalogDiff.Between(Published, back).IsEmpty);
        Assert.Equal(V("3.7.3"), back.Channel("stable-3.7")!.Head);
    }
}
