using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Xunit;

namespace Fleet.Domain.Tests.Rollouts;

public sealed class RolloutSpecTests
{
    private const string July =
        """
        apiVersion: fleet/v1
        kind: Rollout
        metadata: {name: july-3.7.11}
        spec:
          target: {version: 3.7.11}
          selector:
            clusters: {matchLabels: {region: eu}}
            registries: {matchLabels: {tier: internal}, exclude: [c-9/quay/legacy]}
          strategy:
            stages:
            - name: canary
              selector: {matchLabels: {ring: canary}}
              maxConcurrency: 1
              failureBudget: 0
              minSuccess: 100%
              progressDeadline: 20m
              soak: 30m
              before: [preflight, {window: {cron: "0 22 * * 1-5", duration: 4h, timeZone: Europe/Berlin}}]
              after: [health, {approval: {people: 2, expires: 24h}}]
            - name: rest
              maxConcurrency: 25%
              failureBudget: 2%
            onFailure: abort
            unreachable: skip
        """;

    [Fact]
    public void A_rollout_is_read_and_planned()
    {
        var spec = Read(July.Replace("july-3.7.11", "july", StringComparison.Ordinal));
        var fleet = Enumerable.Range(0, 9).Select(number => Candidate(number, ring: number == 0 ? "canary" : "prod"))
            .Append(Candidate(9, name: "legacy")).Append(Candidate(10, region: "us")).Append(Candidate(11, version: "3.6.1")).Append(Candidate(12, mode: ClusterMode.Observe));
        var plan = Assert.IsType<PlanOutcome.Planned>(RolloutPlanning.Plan(spec, fleet, ReleaseCatalog.BuiltIn, "jane", RolloutSample.Noon)).Plan;
        Assert.Equal([("canary", 1, 1, (int?)0), ("rest", 8, 2, 0)], plan.Stages.Select(stage => (stage.Name, stage.Units.Length, stage.MaxConcurrency, stage.FailureBudget)));
        Assert.Equal((TimeSpan.FromMinutes(30), TimeSpan.FromMinutes(50)), (plan.Stages[0].Soak, plan.Stages[0].SoakDeadline));
        Assert.Equal([new PreflightGate(TimeSpan.FromDays(7)), new WindowGate("0 22 * * 1-5", TimeSpan.FromHours(4), "Europe/Berlin")], plan.Stages[0].Before);
        Assert.Equal([new ApprovalGate(2, TimeSpan.FromHours(24))], plan.Stages[0].After);
        Assert.Equal((FailurePolicy.Abort, UnreachablePolicy.Skip), (plan.OnFailure, plan.Unreachable));
        Assert.Equal(["c-11/quay/main", "c-12/quay/main"], plan.Refusals.Select(refusal => refusal.Key.ToString()));
        Assert.Contains("3.6.1 → 3.7.10 → 3.7.11", plan.Refusals[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_is_its_head_at_planning()
    {
        var spec = Read(Small("{channel: stable-3.7}"));
        Assert.Equal("3.7.11", Assert.IsType<PlanOutcome.Planned>(RolloutPlanning.Plan(spec, [Candidate(1)], ReleaseCatalog.BuiltIn, "jane", RolloutSample.Noon)).Plan.Target);
        var unknown = Read(Small("{channel: stable-9}"));
        Assert.Contains("'stable-9' is in no catalog", Problem(unknown, Candidate(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void What_no_stage_selects_is_an_error_and_so_is_an_empty_selection()
    {
        var spec = Read(Small("{version: 3.7.11}").Replace("name: all", "name: all, selector: {matchLabels: {ring: canary}}", StringComparison.Ordinal));
        Assert.StartsWith("1 selected registries are in no stage (c-1/quay/main)", Problem(spec, Candidate(1), Candidate(2, ring: "canary")), StringComparison.Ordinal);
        Assert.StartsWith("spec.selector selects no registry", Problem(Read(July.Replace("july-3.7.11", "july", StringComparison.Ordinal)), Candidate(1, region: "us")), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_would_leave_the_data_of_a_database_behind_is_left_out_with_the_reason()
    {
        var catalog = Releases.Catalogs.Of(Releases.Catalogs.Channel("stable-3.9", Releases.Catalogs.Entry("3.8.15"), Releases.Catalogs.Entry("3.9.4", replaces: "3.8.15")));
        var (managed, external) = (Candidate(1, version: "3.8.15") with { Managed = [ComponentKind.Postgres] }, Candidate(2, version: "3.8.15") with { Managed = [] });

        var plan = Assert.IsType<PlanOutcome.Planned>(RolloutPlanning.Plan(Read(Small("{version: 3.9.4}")), [managed, external], catalog, "jane", RolloutSample.Noon)).Plan;

        Assert.Equal(external.Key, Assert.Single(Assert.Single(plan.Stages).Units).Key);
        Assert.StartsWith("cannot upgrade 3.8.15 => 3.9.4: postgres is of another major version", Assert.Single(plan.Refusals).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_name_is_a_label()
    {
        var problem = Assert.Single(Problems(July));
        Assert.Equal(3, problem.Line);
        Assert.Contains("metadata: name is 'july-3.7.11'", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_fault_is_told_with_its_line_and_what_to_write()
    {
        var problems = Problems(
            """
            apiVersion: fleet/v2
            kind: Rollout
            metadata: {name: july}
            spec:
              target: {version: latest, channel: stable-3.7}
              strategy:
                stages:
                - name: all
                  maxConcurrency: many
                  soak: soon
                  minSuccess: 101%
                  after: [{smokes: {}}, alerts]
                  maxConcurency: 3
                onFailure: shout
            """);
        Assert.Equal([1, 5, 5, 9, 10, 11, 12, 12, 13, 14], problems.Select(problem => problem.Line));
        Assert.All(problems, problem => Assert.NotEmpty(problem.Message));
    }

    [Theory]
    [InlineData("window", "says nothing about when it is open")]
    [InlineData("{window: {duration: 4h}}", "has no cron")]
    [InlineData("{window: {cron: '0 22 * * 1-5'}}", "has no duration")]
    [InlineData("{window: {cron: '0 25 * * *', duration: 4h}}", "cron is '0 25 * * *'")]
    [InlineData("{window: {cron: '0 0 30 2 *', duration: 4h}}", "names no time that ever comes")]
    [InlineData("{window: {cron: '0 22 * * *', duration: 8d}}", "write a length of time up to 7d")]
    [InlineData("{window: {cron: '0 22 * * *', duration: 4h, timeZone: Mars/Olympus}}", "timeZone is 'Mars/Olympus'")]
    [InlineData("{window: {cron: '0 22 * * *', duration: 4h, zone: UTC}}", "zone")]
    [InlineData("{approval: {people: 0}}", "people is no number from 1")]
    [InlineData("approval, {approval: {people: 2}}", "two gates approval")]
    [InlineData("{backup: {maxAge: 24h}}", "takes no backups")]
    [InlineData("{prayer: {}}", "'prayer', which is no gate")]
    public void A_gate_that_cannot_be_meant_is_refused(string gate, string problem) =>
        Assert.Contains(problem, Assert.Single(Problems(Small("{version: 3.7.11}").Replace("name: all", $"name: all, before: [{gate}]", StringComparison.Ordinal))).Message, StringComparison.Ordinal);

    [Fact]
    public void Registries_that_share_a_database_are_one_unit_of_the_first_stage_that_selects_one_of_them()
    {
        var spec = Read(TwoStages);
        var plan = Planned(spec, Candidate(1), Candidate(2, set: "eu"), Candidate(3, ring: "canary", set: "eu"));
        Assert.Equal((1, 1), (plan.Stages[0].Units.Length, plan.Stages[1].Units.Length));
        var unit = plan.Stages[0].Units[0];
        Assert.Equal(["c-2/quay/main", "c-3/quay/main"], unit.Members.Select(member => member.Key.ToString()));
        Assert.Equal(["uid-2", "uid-3"], unit.Members.Select(member => member.Uid));
    }

    [Fact]
    public void Registries_that_share_a_database_go_together_or_not_at_all()
    {
        var spec = Read(TwoStages.Replace("target:", "selector: {registries: {exclude: [c-3/quay/main]}}, target:", StringComparison.Ordinal));
        Assert.Contains("with c-3/quay/main, which spec.selector leaves out: select both or neither", Refusal(spec, Candidate(2, set: "eu"), Candidate(3, set: "eu")), StringComparison.Ordinal);
        spec = Read(TwoStages);
        Assert.Contains("and they run 3.7.10 and 3.7.11: bring them to one version first", Refusal(spec, Candidate(2, set: "eu"), Candidate(3, set: "eu", version: "3.7.11")), StringComparison.Ordinal);
        Assert.Contains("with c-3/quay/main: its cluster is in mode observe", Refusal(spec, Candidate(2, set: "eu"), Candidate(3, set: "eu", mode: ClusterMode.Observe)), StringComparison.Ordinal);
    }

    [Fact]
    public void Registries_that_come_into_the_fleet_join_the_first_stage_that_selects_them_once_they_run_something()
    {
        var spec = Read(TwoStages.Replace("strategy: {", "strategy: {newMembers: append, ", StringComparison.Ordinal));
        var plan = Planned(spec, Candidate(1));
        Assert.Equal(MemberPolicy.Append, plan.NewMembers);
        var state = RolloutState.First(new RolloutEvent.Planned(RolloutSample.Noon, plan));
        var fleet = new[] { Candidate(1), Candidate(2, ring: "canary"), Candidate(3, version: null), Candidate(4, mode: ClusterMode.Observe) };
        var joined = RolloutPlanning.Joining(state, spec, fleet, ReleaseCatalog.BuiltIn, RolloutSample.Noon);
        Assert.Equal(("canary", "c-2/quay/main"), Assert.Single(joined!.Units) is var unit ? (unit.Stage, unit.Unit.Key.ToString()) : default);
        state = state.Apply(joined);
        Assert.Null(RolloutPlanning.Joining(state, spec, fleet, ReleaseCatalog.BuiltIn, RolloutSample.Noon));
        Assert.Equal([1, 1], state.Plan.Stages.Select(stage => stage.Units.Length));
    }

    [Fact]
    public void Any_text_is_read_or_refused()
    {
        foreach (var text in (string[])["", "{", "[]", "a: b", "kind: Rollout", "---\n---\n", "spec: [1]", "\t:"]) Assert.NotEmpty(Problems(text));
    }

    private static string Small(string target) => $"apiVersion: fleet/v1\nkind: Rollout\nmetadata: {{name: x}}\nspec: {{target: {target}, strategy: {{stages: [{{name: all}}]}}}}\n";

    private const string TwoStages = "apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: x}\nspec: {target: {version: 3.7.11}, strategy: {stages: [{name: canary, selector: {matchLabels: {ring: canary}}}, {name: rest}]}}\n";

    private static RolloutPlan Planned(RolloutSpec spec, params Candidate[] fleet) =>
        Assert.IsType<PlanOutcome.Planned>(RolloutPlanning.Plan(spec, fleet, ReleaseCatalog.BuiltIn, "jane", RolloutSample.Noon)).Plan;

    private static string Refusal(RolloutSpec spec, params Candidate[] fleet) =>
        Planned(spec, fleet) is { Stages: [{ Units: [] }, { Units: [] }] } plan ? plan.Refusals.First(refusal => refusal.Key == fleet[0].Key).Reason : "nothing was refused";

    private static RolloutSpec Read(string text)
    {
        var outcome = RolloutSpecReader.Read(text, "july.yaml");
        Assert.True(outcome is SpecOutcome.Read, outcome is SpecOutcome.Refused refused ? string.Join('\n', refused.Problems.Select(problem => $"{problem.Line}: {problem.Message}")) : "");
        return ((SpecOutcome.Read)outcome).Spec;
    }

    private static System.Collections.Immutable.ImmutableArray<CatalogProblem> Problems(string text) => Assert.IsType<SpecOutcome.Refused>(RolloutSpecReader.Read(text, "july.yaml")).Problems;

    private static string Problem(RolloutSpec spec, params Candidate[] fleet) =>
        Assert.Single(Assert.IsType<PlanOutcome.Refused>(RolloutPlanning.Plan(spec, fleet, ReleaseCatalog.BuiltIn, "jane", RolloutSample.Noon)).Problems);

    private static Candidate Candidate(int number, string ring = "prod", string region = "eu", string name = "main", string? version = "3.7.10", ClusterMode mode = ClusterMode.Reconcile, string? set = null)
    {
        var cluster = new Dictionary<string, string> { ["ring"] = ring, ["region"] = region };
        return new Candidate(
            RegistryKey.Parse($"c-{number}/quay/{name}"), $"uid-{number}", version, mode, "v1.20.2",
            label => label == "tier" ? "internal" : label == "quay-fleet/replica-set" ? set : cluster.GetValueOrDefault(label), cluster.GetValueOrDefault);
    }
}
