using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class BlockersTests
{
    private static readonly ImmutableArray<Condition> Settled = Settle();

    private static ImmutableArray<Condition> Settle()
    {
        ImmutableArray<Condition> list = [];
        list = list.Migrate(new MigrationState.Succeeded(null), Sample.Noon).After(list);
        list = list.Unblock(Sample.Noon).After(list);
        return ConditionFold.Fold(Sample.AllReady, list, Sample.Noon, ReadinessRules.Reference).After(list);
    }

    private static ImmutableArray<Blocker> Blocked(string reason, string message) => Blockers.Explain(
        new BlockerFacts(Settled.Block(reason, message, Sample.Noon).After(Settled), Sample.AllReady, Freshness.Live, NextPass: Sample.Noon));

    [Fact]
    public void A_settled_live_registry_waits_for_nothing() =>
        Assert.Empty(Blockers.Explain(new BlockerFacts(Settled, Sample.AllReady, Freshness.Live)));

    [Theory]
    [InlineData("ConfigInvalid", "config-invalid")]
    [InlineData("ComponentOverrideInvalid", "override-invalid")]
    [InlineData("ComponentCreationFailed", "creation-failed")]
    [InlineData("RouteComponentDependencyError", "route-dependency")]
    [InlineData("ObjectStorageComponentDependencyError", "storage-dependency")]
    [InlineData("MonitoringComponentDependencyError", "monitoring-dependency")]
    [InlineData("PostgresUpgradeFailed", "database-upgrade-failed")]
    [InlineData("UpgradeUnsupported", "upgrade-refused")]
    [InlineData("SomethingNew", "rollout-blocked")]
    public void A_blocked_rollout_has_a_code_for_its_reason(string reason, string code)
    {
        var blocker = Assert.Single(Blocked(reason, "it went wrong"));
        Assert.Equal((code, (DateTimeOffset?)Sample.Noon), (blocker.Code, blocker.NextChange));
        Assert.StartsWith("it went wrong", blocker.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", "add DB_URI")]
    [InlineData("objectstorage", "add DISTRIBUTED_STORAGE_CONFIG")]
    [InlineData("route", "add SERVER_HOSTNAME")]
    [InlineData("redis", "add BUILDLOGS_REDIS")]
    [InlineData("tls", "ssl.cert and ssl.key")]
    public void A_required_component_is_told_which_keys_to_configure(string kind, string remedy) =>
        Assert.Contains(
            remedy,
            Assert.Single(Blocked(
                "ConfigInvalid",
                $"required component `{kind}` marked as unmanaged, but `configBundleSecret` is missing necessary fields")).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_conflicting_component_is_told_what_to_remove() =>
        Assert.Contains(
            "remove its settings (DB_URI)",
            Assert.Single(Blocked(
                "ConfigInvalid", "postgres component marked as managed, but `configBundleSecret` contains required fields")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("storage", "objectstorage")]
    [InlineData("object-storage", "objectstorage")]
    [InlineData("mirroring", "mirror")]
    [InlineData("repomirror", "mirror")]
    [InlineData("HPA", "horizontalpodautoscaler")]
    [InlineData("autoscaler", "horizontalpodautoscaler")]
    [InlineData("postgresql", "postgres")]
    [InlineData("database", "postgres")]
    [InlineData("clair-postgres", "clairpostgres")]
    [InlineData("clair-database", "clairpostgres")]
    [InlineData("clare", "clair")]
    [InlineData("reddis", "redis")]
    [InlineData("Quay", "quay")]
    [InlineData("routes", "route")]
    [InlineData("monitor", "monitoring")]
    public void A_misspelt_kind_is_told_which_one_is_meant(string kind, string meant) =>
        Assert.StartsWith(
            $"unable to verify component config: unknown component: {kind}: did you mean {meant}? use one of quay, postgres, ",
            Assert.Single(Blocked("ConfigInvalid", $"unable to verify component config: unknown component: {kind}")).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("frobnicator")]
    public void No_kind_is_made_up(string kind) =>
        Assert.DoesNotContain("did you mean", Assert.Single(Blocked("ConfigInvalid", $"unable to verify component config: unknown component: {kind}")).Message, StringComparison.Ordinal);

    [Fact]
    public void All_that_is_wrong_is_told_at_once()
    {
        var list = Settled.Block("ComponentOverrideInvalid", "first", Sample.Noon).After(Settled);
        var blockers = Blockers.Explain(new BlockerFacts(
            list, Sample.AllReady, Freshness.Live, Others: [new Refusal("ComponentOverrideInvalid", "second"), new Refusal("ConfigInvalid", "third")]));
        Assert.Equal(["override-invalid", "override-invalid", "config-invalid"], blockers.Select(blocker => blocker.Code));
        Assert.Equal(["first", "second", "third"], blockers.Select(blocker => blocker.Message.Split(':')[0]));
    }

    [Fact]
    public void Components_report_root_causes_and_leave_out_those_that_only_wait()
    {
        var verdicts = Sample.Failing(ComponentKind.Redis, ComponentKind.Route);
        var list = ConditionFold.Fold(verdicts, Settled, Sample.Noon, ReadinessRules.Reference).After(Settled);
        Assert.Equal(
            ["redis: broken", "route: broken"],
            Blockers.Explain(new BlockerFacts(list, verdicts, Freshness.Live)).Select(blocker => blocker.Message));
        Assert.Equal(
            ["ComponentRouteReady: broken", "ComponentRedisReady: broken"],
            Blockers.Explain(new BlockerFacts(list, [], Freshness.Live)).Select(blocker => blocker.Message));
    }

    [Theory]
    [InlineData(true, ": the managed autoscaler keeps its pods; set horizontalpodautoscaler to managed: false")]
    [InlineData(false, "")]
    public void Who_scales_to_nothing_beside_an_autoscaler_is_told_why_nothing_happens(bool autoscaled, string remedy)
    {
        ImmutableArray<ComponentVerdict> verdicts =
        [
            .. Sample.AllReady.Where(verdict => verdict.Kind is not (ComponentKind.Mirror or ComponentKind.HorizontalPodAutoscaler)),
            ComponentVerdict.NotReady(ComponentKind.Mirror, "Mirror component is being scaled down"),
            autoscaled
                ? ComponentVerdict.Ready(ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler found")
                : ComponentVerdict.NotManaged(ComponentKind.HorizontalPodAutoscaler, "Horizontal pod autoscaler not managed by the operator"),
        ];
        Assert.Equal($"mirror: Mirror component is being scaled down{remedy}", Assert.Single(Blockers.Explain(new BlockerFacts(Settled, verdicts, Freshness.Live))).Message);
    }

    [Fact]
    public void A_running_migration_has_no_known_end_and_a_failed_one_is_tried_again()
    {
        var running = Settled.Migrate(new MigrationState.Running(), Sample.Noon).After(Settled);
        Assert.Equal(
            new Blocker("migration-running", "running database migrations"),
            Assert.Single(Blockers.Explain(new BlockerFacts(running, Sample.AllReady, Freshness.Live, NextPass: Sample.Noon))));
        var failed = Settled.Migrate(new MigrationState.Failed("boom"), Sample.Noon).After(Settled);
        var blocker = Assert.Single(Blockers.Explain(new BlockerFacts(failed, Sample.AllReady, Freshness.Live, NextPass: Sample.Noon)));
        Assert.Equal(("migration-failed", (DateTimeOffset?)Sample.Noon), (blocker.Code, blocker.NextChange));
    }

    [Fact]
    public void The_cluster_comes_first()
    {
        var facts = new BlockerFacts(
            Settled, Sample.Failing(ComponentKind.Redis), Freshness.Unreachable, Paused: true, Fence: "CSV quay-operator.v3.7.10", CrdMissing: true);
        Assert.Equal(
            ["unreachable", "crd-missing", "fenced", "paused", "component-not-ready"], Blockers.Explain(facts).Select(blocker => blocker.Code));
    }

    [Fact]
    public void Unknown_is_never_green()
    {
        Assert.Equal("not-observed", Assert.Single(Blockers.Explain(new BlockerFacts([], [], Freshness.Live))).Code);
        Assert.Contains(
            Blockers.Explain(new BlockerFacts(Settled, Sample.AllReady, Freshness.Stale)), blocker => blocker.Code == "stale");
    }
}
