using System.Collections.Immutable;
using CsCheck;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class ConditionFoldTests
{
    private static readonly ReadinessRules Rules = ReadinessRules.Reference;

    private static readonly string[] FinalOrder =
    [
        "ComponentHPAReady", "ComponentRouteReady", "ComponentMonitoringReady", "ComponentPostgresReady", "ComponentObjectStorageReady",
        "ComponentClairReady", "ComponentClairPostgresReady", "ComponentTLSReady", "ComponentRedisReady", "ComponentQuayReady",
        "ComponentMirrorReady", "Available", "ComponentsCreated", "RolloutBlocked",
    ];

    private static ImmutableArray<Condition> Fold(
        ImmutableArray<ComponentVerdict> verdicts, ImmutableArray<Condition> previous, DateTimeOffset? now = null) =>
        ConditionFold.Fold(verdicts, previous, now ?? Sample.Noon, Rules).After(previous);

    [Fact]
    public void A_first_install_ends_in_the_final_order()
    {
        ImmutableArray<Condition> list = [];
        list = Fold(Sample.Failing(ComponentKind.Quay), list);
        list = list.Unblock(Sample.Noon).After(list);
        list = list.Migrate(new MigrationState.Running(), Sample.Noon).After(list);
        list = Fold(Sample.AllReady, list);
        list = list.Migrate(new MigrationState.Succeeded(null), Sample.Noon).After(list);
        Assert.Equal(FinalOrder, list.Select(condition => condition.Type));
        Assert.All(list.Where(condition => condition.Type != "RolloutBlocked"), condition => Assert.True(condition.IsTrue));
    }

    [Fact]
    public void Until_3_6_clair_is_as_ready_as_its_database()
    {
        var verdicts = Sample.Failing(ComponentKind.ClairPostgres).ToImmutableDictionary(verdict => verdict.Kind);

        var clair = ConditionFold.Evaluate(verdicts, ReadinessRules.ForMinor(6)).Single(verdict => verdict.Kind == ComponentKind.Clair);

        Assert.False(clair.IsTrue);
        Assert.Equal(verdicts[ComponentKind.ClairPostgres].Message, clair.Message);
        Assert.True(ConditionFold.Evaluate(verdicts, ReadinessRules.ForMinor(7)).Single(verdict => verdict.Kind == ComponentKind.Clair).IsTrue);
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(5, 10)]
    [InlineData(6, 11)]
    [InlineData(7, 12)]
    public void Each_release_has_conditions_of_its_own_components_alone(int minor, int conditions) =>
        Assert.Equal(conditions, ConditionFold.Fold(Sample.AllReady, [], Sample.Noon, ReadinessRules.ForMinor(minor)).After([]).Length);

    [Fact]
    public void The_order_is_final_even_when_the_pass_writes_before_the_first_fold()
    {
        ImmutableArray<Condition> list = [];
        list = list.Unblock(Sample.Noon).After(list);
        list = list.Migrate(new MigrationState.Running(), Sample.Noon).After(list);
        Assert.Equal(FinalOrder, Fold(Sample.AllReady, list).Select(condition => condition.Type));
    }

    [Fact]
    public void A_block_before_the_first_fold_stands_first_until_the_first_success()
    {
        var list = ImmutableArray<Condition>.Empty;
        list = list.Block(ConditionReasons.ConfigInvalid, "no", Sample.Noon).After(list);
        list = Fold(Sample.Failing(ComponentKind.Postgres), list);
        Assert.Equal("RolloutBlocked", list[0].Type);
        list = list.Unblock(Sample.Noon).After(list);
        Assert.Equal("RolloutBlocked", list[^1].Type);
    }

    [Fact]
    public void A_block_of_a_settled_registry_keeps_its_place()
    {
        ImmutableArray<Condition> list = [];
        list = list.Migrate(new MigrationState.Succeeded(null), Sample.Noon).After(list);
        list = list.Unblock(Sample.Noon).After(list);
        list = Fold(Sample.AllReady, list);
        list = list.Block(ConditionReasons.ConfigInvalid, "no", Sample.Noon).After(list);
        list = Fold(Sample.Failing(ComponentKind.Redis), list);
        Assert.Equal(FinalOrder, list.Select(condition => condition.Type));
    }

    public static TheoryData<ComponentKind[], string> Dependencies => new()
    {
        { [ComponentKind.Postgres], "postgres" },
        { [ComponentKind.ObjectStorage], "objectstorage" },
        { [ComponentKind.Clair], "clair" },
        { [ComponentKind.ClairPostgres], "clairpostgres" },
        { [ComponentKind.Tls], "tls" },
        { [ComponentKind.Redis], "redis" },
        { [ComponentKind.Redis, ComponentKind.Postgres], "postgres,redis" },
        {
            [ComponentKind.Tls, ComponentKind.Redis, ComponentKind.Clair, ComponentKind.ClairPostgres, ComponentKind.ObjectStorage, ComponentKind.Postgres],
            "postgres,objectstorage,clair,clairpostgres,tls,redis"
        },
    };

    [Theory]
    [MemberData(nameof(Dependencies))]
    public void Quay_awaits_what_it_depends_on_and_mirror_awaits_quay(ComponentKind[] failing, string names)
    {
        var list = Fold(Sample.Failing(failing), []);
        var quay = list.Find("ComponentQuayReady")!;
        Assert.Equal(
            ("False", "ComponentNotReady", $"Awaiting for component {names} to become available"), (quay.Status, quay.Reason, quay.Message));
        Assert.Equal("Awaiting for component quay to become available", list.Find("ComponentMirrorReady")!.Message);
        var available = list.Find("Available")!;
        Assert.Equal(("False", "ComponentNotReady", "Some components are not ready"), (available.Status, available.Reason, available.Message));
    }

    [Theory]
    [InlineData(ComponentKind.HorizontalPodAutoscaler)]
    [InlineData(ComponentKind.Route)]
    [InlineData(ComponentKind.Monitoring)]
    public void Independent_components_hold_nothing_up_but_availability(ComponentKind kind)
    {
        var list = Fold(Sample.Failing(kind), []);
        Assert.True(list.Find("ComponentQuayReady")!.IsTrue);
        Assert.True(list.Find("ComponentMirrorReady")!.IsTrue);
        Assert.False(list.Find("Available")!.IsTrue);
    }

    [Fact]
    public void Mirror_awaits_quay_even_unmanaged()
    {
        var verdicts = Sample.Failing(ComponentKind.Quay)
            .Select(verdict => verdict.Kind == ComponentKind.Mirror ? ComponentVerdict.NotManaged(verdict.Kind, "no") : verdict);
        Assert.Equal("Awaiting for component quay to become available", Fold([.. verdicts], []).Find("ComponentMirrorReady")!.Message);
    }

    [Fact]
    public void In_3_6_mirror_awaits_base_and_clair_postgres_has_no_condition()
    {
        var rules = ReadinessRules.ForMinor(6);
        var list = ConditionFold.Fold(Sample.Failing(ComponentKind.Quay), [], Sample.Noon, rules).After([]);
        Assert.Equal("Awaiting for component base to become available", list.Find("ComponentMirrorReady")!.Message);
        Assert.NotNull(list.Find("ComponentBaseReady"));
        Assert.Null(list.Find("ComponentClairPostgresReady"));
    }

    [Fact]
    public void All_healthy_is_available()
    {
        var available = Fold(Sample.Input().Verdicts(), []).Find("Available")!;
        Assert.Equal(
            ("True", "HealthChecksPassing", "All components reporting as healthy"), (available.Status, available.Reason, available.Message));
    }

    [Fact]
    public void Nothing_is_written_while_a_component_cannot_be_judged()
    {
        var blind = Sample.Input() with { Objects = new ObservedObjects(Sample.Healthy, [ResourceKind.Route]) };
        var change = Assert.IsType<ConditionChange.Undetermined>(ConditionFold.Fold(blind.Verdicts(), [], Sample.Noon, Rules));
        Assert.Equal([ComponentKind.Route], change.Waiting);
        Assert.IsType<ConditionChange.Undetermined>(ConditionFold.Fold([], [], Sample.Noon, Rules));
    }

    [Fact]
    public void An_undetermined_quay_does_not_matter_while_it_awaits_others()
    {
        var verdicts = Sample.Failing(ComponentKind.Redis)
            .Select(verdict => verdict.Kind == ComponentKind.Quay ? ComponentVerdict.Undetermined(verdict.Kind, "it") : verdict);
        Assert.IsType<ConditionChange.Changed>(ConditionFold.Fold(verdicts, [], Sample.Noon, Rules));
    }

    [Fact]
    public void Types_the_release_does_not_know_are_dropped()
    {
        var list = Fold(Sample.AllReady, []);
        var old = list.Insert(0, new Condition("ComponentBaseReady", "True", "ComponentReady", "Base component healthy"));
        Assert.Equal(list.AsEnumerable(), Fold(Sample.AllReady, old));
    }

    [Fact]
    public void A_transition_is_a_change_of_status_and_an_entry_that_says_the_same_keeps_its_times()
    {
        var later = Sample.Noon.AddMinutes(5).AddMilliseconds(700);
        var list = Fold(Sample.Failing(ComponentKind.Redis), []);
        var reworded = Sample.Failing(ComponentKind.Redis)
            .Select(verdict => verdict.Kind == ComponentKind.Redis ? verdict with { Message = "still broken" } : verdict);
        list = Fold([.. reworded], list, later);
        var redis = list.Find("ComponentRedisReady")!;
        Assert.Equal((Sample.Noon.AddMinutes(5), Sample.Noon), (redis.LastUpdateTime, redis.LastTransitionTime));
        Assert.Equal(Sample.Noon, list.Find("ComponentPostgresReady")!.LastUpdateTime);
        list = Fold(Sample.AllReady, list, later);
        Assert.Equal(Sample.Noon.AddMinutes(5), list.Find("ComponentRedisReady")!.LastTransitionTime);
    }

    [Fact]
    public void Times_the_original_left_out_are_no_reason_to_write()
    {
        var list = Fold(Sample.AllReady, []);
        var bare = list.Select(condition => condition with { LastTransitionTime = null, LastUpdateTime = null }).ToImmutableArray();
        Assert.IsType<ConditionChange.Unchanged>(ConditionFold.Fold(Sample.AllReady, bare, Sample.Noon, Rules));
    }

    [Fact]
    public void A_second_success_or_the_same_block_is_no_change()
    {
        ImmutableArray<Condition> list = [];
        list = list.Unblock(Sample.Noon).After(list);
        Assert.IsType<ConditionChange.Unchanged>(list.Unblock(Sample.Noon.AddHours(1)));
        list = list.Block("ConfigInvalid", "no", Sample.Noon).After(list);
        Assert.IsType<ConditionChange.Unchanged>(list.Block("ConfigInvalid", "no", Sample.Noon.AddHours(1)));
        Assert.IsType<ConditionChange.Changed>(list.Block("ConfigInvalid", "other", Sample.Noon.AddHours(1)));
    }

    private static readonly Gen<ImmutableArray<ComponentVerdict>> AnyVerdicts =
        Gen.Int[0, 3].Array[ComponentKinds.All.Length].Select(states =>
            ComponentKinds.All.Select((kind, i) => states[i] switch
            {
                0 => ComponentVerdict.Ready(kind, "ok"),
                1 => ComponentVerdict.NotReady(kind, "broken"),
                2 => ComponentVerdict.NotManaged(kind, "not ours"),
                _ => new ComponentVerdict(kind, Condition.False, ConditionReasons.PvcPending, "pending"),
            }).ToImmutableArray());

    private static readonly Gen<ImmutableArray<Condition>> AnyPrevious =
        Gen.Select(Gen.Shuffle(FinalOrder), Gen.Int[0, FinalOrder.Length], Gen.Bool.Array[FinalOrder.Length], (types, count, statuses) =>
            types.Take(count).Append("ComponentBaseReady")
                .Select((type, i) => new Condition(type, i < count && statuses[i] ? "True" : "False", "R", "m", Sample.Noon, Sample.Noon))
                .ToImmutableArray());

    // CsCheck prints the seed of a failing case.
    [Fact]
    public void Folding_again_never_changes_anything() =>
        Gen.Select(AnyVerdicts, AnyPrevious).Sample((verdicts, previous) =>
        {
            var once = Fold(verdicts, previous);
            Assert.IsType<ConditionChange.Unchanged>(ConditionFold.Fold(verdicts, once, Sample.Noon.AddHours(1), Rules));
        });

    [Fact]
    public void The_fold_does_not_depend_on_the_order_of_verdicts_and_lists_each_type_once() =>
        Gen.Select(AnyVerdicts.SelectMany(v => Gen.Shuffle(v.ToArray()).Select(s => (v, s))), AnyPrevious).Sample((pair, previous) =>
        {
            var list = Fold(pair.v, previous);
            Assert.Equal(list.AsEnumerable(), Fold([.. pair.s], previous));
            Assert.Equal(list.Length, list.Select(condition => condition.Type).Distinct().Count());
            Assert.Subset(FinalOrder.ToHashSet(), list.Select(condition => condition.Type).ToHashSet());
        });

    [Fact]
    public void Available_is_true_exactly_when_no_condition_is_not_ready() =>
        Gen.Select(AnyVerdicts, AnyPrevious).Sample((verdicts, previous) =>
        {
            var list = Fold(verdicts, previous);
            Assert.Equal(
                list.Where(condition => condition.Type.StartsWith("Component", StringComparison.Ordinal))
                    .All(condition => condition.Reason != ConditionReasons.ComponentNotReady),
                list.Find("Available")!.IsTrue);
        });

    [Fact]
    public void Whatever_happened_before_a_healthy_end_has_the_final_order_and_then_rests() =>
        Gen.Select(Gen.Int[0, 5], AnyVerdicts).List[0, 12].Sample(steps =>
        {
            ImmutableArray<Condition> list = [];
            var now = Sample.Noon;
            foreach (var (step, verdicts) in steps) list = Step(step, verdicts, list, now = now.AddMinutes(1)).After(list);
            foreach (var step in new[] { 0, 3, 1 }) list = Step(step, Sample.AllReady, list, now = now.AddMinutes(1)).After(list);

            Assert.Equal(FinalOrder, list.Select(condition => condition.Type));
            foreach (var step in new[] { 0, 3, 1 })
                Assert.IsType<ConditionChange.Unchanged>(Step(step, Sample.AllReady, list, now.AddHours(1)));
        });

    private static ConditionChange Step(
        int step, ImmutableArray<ComponentVerdict> verdicts, ImmutableArray<Condition> list, DateTimeOffset now) => step switch
        {
            0 => ConditionFold.Fold(verdicts, list, now, Rules),
            1 => list.Unblock(now),
            2 => list.Block(ConditionReasons.ConfigInvalid, "no", now),
            3 => list.Migrate(new MigrationState.Succeeded(null), now),
            4 => list.Migrate(new MigrationState.Running(), now),
            _ => list.Migrate(new MigrationState.Failed("boom"), now),
        };
}
