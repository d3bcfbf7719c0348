using System.Text.Json;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts;

public sealed class RolloutStepsTests
{
    [Fact]
    public void Stages_follow_one_another_each_within_its_concurrency()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1]), Stage("rest", [2, 3, 4, 5], concurrency: 2)));
        run.Step();
        Assert.Equal([(Key(1), 1)], run.Written);
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal([(Key(1), 1), (Key(2), 1), (Key(3), 1)], run.Written.OrderBy(claim => claim.Registry.ToString(), StringComparer.Ordinal));
        Assert.Contains(run.Blockers, blocker => blocker is { Code: "concurrency", Message: "stage rest: 2 of at most 2 are under way" });
        foreach (var number in (int[])[2, 3]) run.Arrive(Key(number));
        run.Step();
        foreach (var number in (int[])[4, 5]) run.Arrive(Key(number));
        run.Step();
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
        Assert.Equal(5, run.Written.Count);
    }

    [Fact]
    public void What_was_available_before_its_claim_was_read_counts_for_nothing()
    {
        var run = new RolloutRun(Plan(Stage("all", [1])));
        run.Step();
        // Healthy, on the target, but by what a pass read before.
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { TargetVersion = "3.7.11", OnTarget = true, Claim = null };
        run.Step();
        Assert.Equal(UnitPhase.Claimed, run.State.Units[Key(1)].Phase);
    }

    [Fact]
    public void An_unhealthy_canary_pauses_the_rollout_at_its_deadline_and_says_why()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], budget: 0), Stage("rest", [2])));
        run.Step();
        run.Arrive(Key(1), healthy: false);
        run.Step();
        Assert.Contains(run.Blockers, blocker => blocker.Message.Contains("clair: no replica is available", StringComparison.Ordinal));
        run.Now = run.Wake!.Value;
        run.Step();
        Assert.Equal((RolloutPhase.Paused, UnitPhase.TimedOut), (run.State.Phase, run.State.Units[Key(1)].Phase));
        Assert.Contains("clair: no replica is available", run.State.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Written, claim => claim.Registry == Key(2));

        run.Arrive(Key(1));
        run.Append(new RolloutEvent.Reopened(run.Now, Key(1), "jane"));
        run.Append(new RolloutEvent.Resumed(run.Now, "jane"));
        run.Step();
        run.Arrive(Key(1));
        run.Step();
        run.Arrive(Key(2));
        run.Step();
        Assert.Equal((RolloutPhase.Succeeded, 2), (run.State.Phase, run.State.Units[Key(1)].Attempt));
    }

    [Fact]
    public void With_a_budget_of_none_units_go_one_at_a_time()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2, 3], concurrency: 3, budget: 0)));
        run.Step();
        Assert.Single(run.Written);
        Assert.Contains(run.Blockers, blocker => blocker.Code == "budget");
    }

    [Fact]
    public void A_soak_counts_from_health_on_the_target_and_begins_anew_after_a_regression()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], soak: 10), Stage("rest", [2])));
        run.Step();
        run.Now += TimeSpan.FromMinutes(5);
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal(run.Now + TimeSpan.FromMinutes(10), run.Wake);
        run.Now += TimeSpan.FromMinutes(9);
        run.Arrive(Key(1), healthy: false);
        run.Step();
        run.Now += TimeSpan.FromMinutes(2);
        run.Arrive(Key(1));
        run.Step();
        run.Now += TimeSpan.FromMinutes(9);
        run.Step();
        Assert.Equal(UnitPhase.Soaking, run.State.Units[Key(1)].Phase);
        run.Now += TimeSpan.FromMinutes(1);
        run.Step();
        Assert.Equal(UnitPhase.Succeeded, run.State.Units[Key(1)].Phase);
        Assert.Contains((Key(2), 1), run.Written);
    }

    [Fact]
    public void What_flaps_does_not_soak_for_ever()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], soak: 10, deadline: 20)));
        run.Step();
        run.Arrive(Key(1));
        run.Step();
        for (var minute = 0; minute < 40 && run.State.Phase == RolloutPhase.Running; minute++)
        {
            run.Now += TimeSpan.FromMinutes(1);
            run.Arrive(Key(1), healthy: minute % 2 == 1);
            run.Step();
        }
        Assert.Equal((RolloutPhase.Paused, UnitPhase.Failed), (run.State.Phase, run.State.Units[Key(1)].Phase));
    }

    [Fact]
    public void An_unreachable_cluster_blocks_nobody_and_is_caught_up_with()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2])));
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { IsLive = false };
        run.Step();
        run.Arrive(Key(2));
        run.Step();
        Assert.Equal((RolloutPhase.Running, UnitPhase.Queued), (run.State.Phase, run.State.Units[Key(1)].Phase));
        Assert.Contains(run.Blockers, blocker => blocker.Code == "unreachable");
        // All stages have ended; what is left waits for its cluster and for nobody else.
        Assert.Equal("no stage is left that waits for an approval", run.Refusal(RolloutVerb.Approve));
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { IsLive = true };
        run.Step();
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
    }

    [Fact]
    public void A_stage_of_only_unreachable_units_does_not_end_by_itself()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1]), Stage("rest", [2])));
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { IsLive = false };
        run.Step();
        Assert.Equal((0, 0), (run.State.Ended, run.Written.Count));
    }

    [Fact]
    public void What_vanishes_is_skipped_and_an_empty_stage_passes()
    {
        var run = new RolloutRun(Plan(Stage("none", []), Stage("canary", [1]), Stage("rest", [2])));
        run.Fleet[Key(1)] = null;
        run.Step();
        Assert.Equal(UnitPhase.Skipped, run.State.Units[Key(1)].Phase);
        Assert.Equal([(Key(2), 1)], run.Written);
    }

    [Fact]
    public void A_changed_annotation_is_a_failure_with_a_name()
    {
        var run = new RolloutRun(Plan(Stage("all", [1])));
        run.Step();
        run.Arrive(Key(1));
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { TargetVersion = "3.7.9", OnTarget = false };
        run.Step();
        Assert.Contains("somebody else asks it for 3.7.9", run.State.Units[Key(1)].Why, StringComparison.Ordinal);

        var soaking = new RolloutRun(Plan(Stage("all", [1], soak: 30)));
        soaking.Arrives(1);
        soaking.Fleet[Key(1)] = soaking.Fleet[Key(1)]! with { TargetVersion = "3.7.12", OnTarget = false };
        soaking.Step();
        Assert.Equal((UnitPhase.Failed, RolloutPhase.Paused), (soaking.State.Units[Key(1)].Phase, soaking.State.Phase));
        Assert.Contains("somebody else asks it for 3.7.12", soaking.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_that_somebody_took_away_is_named_when_its_time_is_over()
    {
        var run = new RolloutRun(Plan(Stage("all", [1])));
        run.Step();
        run.Now += TimeSpan.FromMinutes(20);
        run.Step();
        Assert.Contains("quay-fleet/claim, as the fleet read it last, is not there instead of july/1", run.State.Units[Key(1)].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Approval_takes_as_many_people_as_it_says_without_the_author_and_expires()
    {
        var gate = new ApprovalGate(2, TimeSpan.FromHours(1));
        var run = new RolloutRun(Plan(Stage("canary", [1], after: gate), Stage("rest", [2])));
        run.Step();
        run.Arrive(Key(1));
        foreach (var who in (string[])["jane", "joe", "joe"]) run.Append(new RolloutEvent.Approved(run.Now, "canary", true, who));
        run.Step();
        Assert.Contains(run.Blockers, blocker => blocker is { Code: "approval" } && blocker.Message.EndsWith("(1 of 2)", StringComparison.Ordinal));
        run.Now += TimeSpan.FromHours(1);
        run.Append(new RolloutEvent.Approved(run.Now, "canary", true, "ann"));
        run.Step();
        Assert.Equal(0, run.State.Ended);
        run.Append(new RolloutEvent.Approved(run.Now, "canary", true, "joe"));
        run.Step();
        Assert.Equal(1, run.State.Ended);
    }

    [Fact]
    public void After_an_abort_nothing_is_claimed_and_what_is_under_way_finishes()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2])));
        run.Step();
        run.Append(new RolloutEvent.Aborted(run.Now, "jane", "changed my mind"));
        run.Step();
        Assert.Equal(RolloutPhase.Paused, run.State.Phase);
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal((RolloutPhase.Aborted, UnitPhase.Succeeded, UnitPhase.Pending), (run.State.Phase, run.State.Units[Key(1)].Phase, run.State.Units[Key(2)].Phase));
    }

    [Fact]
    public void A_rollback_brings_back_what_was_changed_the_last_stage_first_and_within_its_slots()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], soak: 10), Stage("rest", [2, 3, 4, 9], concurrency: 2)));
        run.Arrives(1);
        run.Now = Noon.AddMinutes(10);
        run.Arrives(2);
        Assert.Equal([UnitPhase.Succeeded, UnitPhase.Claimed, UnitPhase.Claimed, UnitPhase.Pending], run.Phases(2, 3, 4, 9));

        run.Command(RolloutVerb.Rollback);
        // Those that were on their way turn round in the slots they have.
        Assert.Equal((RolloutPhase.RollingBack, 2, "3.7.10"), (run.State.Phase, run.State.InFlight(1), RolloutSteps.TargetOf(run.Plan, run.State.Units[Key(3)])));
        Assert.Equal([UnitPhase.Pending, UnitPhase.Pending, UnitPhase.Claimed, UnitPhase.Claimed], run.Phases(1, 2, 3, 4));
        run.Arrives(3);
        run.Arrives(4);
        Assert.Equal([UnitPhase.Pending, UnitPhase.Claimed, UnitPhase.RolledBack, UnitPhase.RolledBack], run.Phases(1, 2, 3, 4));
        run.Arrives(2);
        run.Arrives(1);
        // Without soaks; and what was never changed stays as it is.
        Assert.Equal([UnitPhase.RolledBack, UnitPhase.Pending], run.Phases(1, 9));
        Assert.Equal((RolloutPhase.RolledBack, "3.7.10"), (run.State.Phase, run.Fleet[Key(1)]!.TargetVersion));
        Assert.Null(RolloutOracle.Fault(run.Plan, run.Log));
    }

    [Fact]
    public void What_cannot_go_back_stays_with_the_reason_and_a_rollback_of_nothing_else_is_refused()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 9], concurrency: 2)));
        run.Arrives(1);
        run.Arrives(9);
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
        run.Command(RolloutVerb.Rollback);
        Assert.Equal("not rolled back: the schema has changed", run.State.Units[Key(9)].Why);
        run.Arrives(1);
        Assert.Equal((RolloutPhase.RolledBack, "3.7.11"), (run.State.Phase, run.Fleet[Key(9)]!.TargetVersion));
        Assert.Contains("has been rolled back", run.Refusal(RolloutVerb.Rollback), StringComparison.Ordinal);

        var only = new RolloutRun(Plan(Stage("all", [9])));
        Assert.Contains("has changed nothing", only.Refusal(RolloutVerb.Rollback), StringComparison.Ordinal);
        only.Arrives(9);
        Assert.Contains("c-9/quay/main: the schema has changed", only.Refusal(RolloutVerb.Rollback), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollback_leaves_alone_what_has_been_asked_for_another_version_since()
    {
        var run = new RolloutRun(Plan(Stage("all", [1])));
        run.Arrives(1);
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { TargetVersion = "3.7.12" };
        run.Command(RolloutVerb.Rollback);
        Assert.Equal((RolloutPhase.RolledBack, UnitPhase.Skipped), (run.State.Phase, run.State.Units[Key(1)].Phase));
        Assert.Contains("3.7.12", run.State.Units[Key(1)].Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rollout_that_fails_rolls_back_where_its_strategy_says_so_and_a_rollback_that_fails_waits_for_people()
    {
        var run = new RolloutRun(Plan(FailurePolicy.Rollback, UnreachablePolicy.Queue, Stage("all", [1, 2], concurrency: 1, budget: 0)));
        run.Arrives(1);
        run.Now = Noon.AddMinutes(20);
        run.Step();
        Assert.Equal(RolloutPhase.RollingBack, run.State.Phase);
        Assert.Contains("more than the failure budget", run.State.Reason, StringComparison.Ordinal);
        run.Now = Noon.AddMinutes(40);
        run.Step();
        Assert.Equal(RolloutPhase.Paused, run.State.Phase);
        Assert.Contains("not healthy on 3.7.10", run.State.Reason, StringComparison.Ordinal);
        run.Command(RolloutVerb.Retry);
        Assert.Equal(RolloutPhase.RollingBack, run.State.Phase);
        run.Arrives(1);
        run.Arrives(2);
        Assert.Equal(RolloutPhase.RolledBack, run.State.Phase);
        Assert.Null(RolloutOracle.Fault(run.Plan, run.Log));
    }

    [Fact]
    public void A_rollback_that_is_aborted_finishes_what_is_on_its_way()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2, 3], concurrency: 3)));
        run.Step();
        run.Append(new RolloutEvent.RollbackBegan(run.Now, "jane", "", [Key(1), Key(2), Key(3)], []));
        run.Append(new RolloutEvent.Aborted(run.Now, "jane", "changed my mind"));
        foreach (var number in new[] { 1, 2, 3 }) run.Arrives(number);
        Assert.Equal(RolloutPhase.Aborted, run.State.Phase);
        Assert.All(run.State.Units.Values, unit => Assert.Equal(UnitPhase.Succeeded, unit.Phase));
    }

    [Fact]
    public void A_gate_that_asks_holds_until_it_was_told_that_nothing_is_wrong_and_says_when_it_asks_again()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], before: new AlertsGate("up == 0")), Stage("rest", [2])));
        run.Step();
        Assert.Equal((new GatePlace("canary", false, 0), 0), (Assert.Single(run.Asks).Place, run.State.InFlight(0)));
        Assert.Contains("being asked", Assert.Single(run.Blockers).Message, StringComparison.Ordinal);
        run.Answer("c-1: 2 alerts fire");
        run.Step();
        Assert.Empty(run.Asks);
        Assert.Equal(("alerts", Noon.AddMinutes(1)), (run.Blockers[0].Code, run.Blockers[0].NextChange));
        Assert.Contains("c-1: 2 alerts fire; asked again 2026-05-04 12:01:00Z", run.Blockers[0].Message, StringComparison.Ordinal);
        Assert.Equal(Noon.AddMinutes(1), run.Wake);
        run.Now = Noon.AddMinutes(1);
        run.Step();
        run.Answer(null);
        run.Step();
        Assert.Equal(1, run.State.InFlight(0));
    }

    [Fact]
    public void What_a_gate_was_told_counts_for_a_minute()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2], concurrency: 1, before: new AlertsGate("up == 0"))));
        run.Step();
        run.Answer(null);
        run.Step();
        run.Now = Noon.AddMinutes(1);
        run.Arrives(1);
        Assert.Equal([UnitPhase.Succeeded, UnitPhase.Pending], run.Phases(1, 2));
        run.Answer(null);
        run.Step();
        Assert.Equal([UnitPhase.Succeeded, UnitPhase.Claimed], run.Phases(1, 2));
    }

    [Fact]
    public void A_preflight_is_about_what_is_still_to_be_claimed()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2, 3], concurrency: 1, before: new PreflightGate(TimeSpan.FromDays(7)))));
        run.Step();
        Assert.Equal([Key(1), Key(2), Key(3)], Assert.Single(run.Asks).Units);
        run.Answer(null);
        run.Step();
        run.Now = Noon.AddMinutes(1);
        run.Arrives(1);
        var ask = Assert.Single(run.Asks);
        Assert.Equal([Key(2), Key(3)], ask.Units);
        Assert.Equal(run.State.Plan.Target, ask.Target);
        run.Answer("c-2/quay/main: it is paused");
        run.Step();
        Assert.Equal(UnitPhase.Pending, run.State.Units[Key(2)].Phase);
        Assert.Equal("preflight", Assert.Single(run.Blockers).Code);
    }

    [Fact]
    public void Nothing_is_asked_outside_while_people_have_to_approve_first()
    {
        var stage = Stage("all", [1]) with { Before = [new AlertsGate("up == 0"), new ApprovalGate(1, TimeSpan.FromHours(1))] };
        var run = new RolloutRun(Plan(stage));
        run.Step();
        Assert.Empty(run.Asks);
        run.Append(new RolloutEvent.Approved(run.Now, "all", false, "ann"));
        run.Step();
        Assert.Single(run.Asks);
    }

    [Fact]
    public void Another_rollouts_registry_is_waited_for()
    {
        var state = new RolloutRun(Plan(Stage("all", [1]))).State;
        var decision = RolloutSteps.Decide(state, key => new UnitObservation("uid-1", true, "3.7.10", null, true, true, ""), Noon, _ => "june");
        Assert.Empty(decision.Events);
        Assert.Contains(decision.Blockers, blocker => blocker.Message == "c-1/quay/main is held by rollout june");
    }

    [Fact]
    public void What_people_hold_is_not_claimed_and_holds_up_no_other()
    {
        var paused = new Blocker(BlockerCodes.Paused, "Paused.");
        var run = new RolloutRun(Plan(Stage("all", [1, 2, 3], concurrency: 1)));
        foreach (var number in (int[])[1, 2]) run.Fleet[Key(number)] = run.Fleet[Key(number)]! with { Hold = paused };
        run.Step();
        Assert.Equal([UnitPhase.Pending, UnitPhase.Pending, UnitPhase.Claimed], run.Phases(1, 2, 3));
        Assert.Contains(new Blocker(BlockerCodes.Paused, "c-1/quay/main and 1 more are not claimed: Paused. `skip` goes on without."), run.Blockers);

        run.Arrives(3);
        run.Fleet[Key(1)] = run.Fleet[Key(1)]! with { Hold = null };
        run.Arrives(1);
        Assert.Equal([UnitPhase.Succeeded, UnitPhase.Pending, UnitPhase.Succeeded], run.Phases(1, 2, 3));
        Assert.True(run.State.IsRunning);
        Assert.Contains("c-2/quay/main is not claimed", run.Blockers.Single(blocker => blocker.Code == BlockerCodes.Paused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void While_a_registry_is_ill_in_its_soak_no_more_is_claimed_than_the_budget_bears()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2], concurrency: 2, budget: 0, soak: 30)));
        run.Step();
        run.Arrive(Key(1), healthy: true);
        run.Fleet[Key(2)] = run.Fleet[Key(2)]! with { IsLive = false };
        run.Step();
        run.Fleet[Key(2)] = run.Fleet[Key(2)]! with { IsLive = true };
        run.Arrive(Key(1), healthy: false);
        run.Step();
        Assert.Equal([UnitPhase.Soaking, UnitPhase.Pending], run.Phases(1, 2));
        Assert.Contains(run.Blockers, blocker => blocker is { Code: "budget", Message: "stage all: 0 failed, 1 not healthy while soaking and 0 under way, with a failure budget of 0" });
        Assert.Contains(run.Blockers, blocker => blocker is { Code: "health", Message: "c-1/quay/main is not healthy while soaking: clair: no replica is available" });
        run.Arrive(Key(1));
        run.Step();
        Assert.Equal([UnitPhase.Soaking, UnitPhase.Claimed], run.Phases(1, 2));
    }

    [Fact]
    public void A_soak_that_cannot_be_completed_any_more_fails_at_once()
    {
        var stage = Stage("canary", [1], budget: 0, soak: 30) with { SoakDeadline = TimeSpan.FromMinutes(30) };
        var run = new RolloutRun(Plan(stage, Stage("rest", [2])));
        run.Arrives(1);
        run.Now += TimeSpan.FromMinutes(1);
        run.Arrive(Key(1), healthy: false);
        run.Step();
        Assert.Equal((RolloutPhase.Paused, UnitPhase.Failed), (run.State.Phase, run.State.Units[Key(1)].Phase));
        Assert.Contains("c-1/quay/main: it did not stay healthy while soaking: clair: no replica is available", run.State.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void People_are_asked_once_for_an_approval_and_again_after_one_that_is_not_enough()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1], after: new ApprovalGate(2, TimeSpan.FromHours(1))), Stage("rest", [2])));
        run.Step();
        Assert.DoesNotContain(run.Log, item => item is RolloutEvent.ApprovalAsked);
        run.Arrives(1);
        run.Step();
        Assert.Equal(("canary", true), Assert.Single(run.Log.OfType<RolloutEvent.ApprovalAsked>()) is var asked ? (asked.Stage, asked.After) : default);
        run.Append(new RolloutEvent.Approved(run.Now, "canary", true, "joe"));
        run.Step();
        Assert.Equal(2, run.Log.OfType<RolloutEvent.ApprovalAsked>().Count());
        run.Append(new RolloutEvent.Approved(run.Now, "canary", true, "ann"));
        run.Step();
        Assert.Equal((1, 2), (run.State.Ended, run.Log.OfType<RolloutEvent.ApprovalAsked>().Count()));
    }

    [Fact]
    public void What_joins_a_stage_that_has_ended_is_caught_up_with_after_the_last()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1]), Stage("rest", [2])) with { NewMembers = MemberPolicy.Append });
        run.Arrives(1);
        run.Join("canary", new PlannedUnit(Key(3), "uid-3", "3.7.10"));
        run.Join("rest", new PlannedUnit(Key(4), "uid-4", "3.7.10"));
        run.Step();
        Assert.Equal([UnitPhase.Succeeded, UnitPhase.Claimed, UnitPhase.Pending, UnitPhase.Pending], run.Phases(1, 2, 3, 4));
        run.Arrives(2);
        run.Arrives(4);
        Assert.Equal([UnitPhase.Claimed, UnitPhase.Succeeded], run.Phases(3, 4));
        run.Arrives(3);
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
        Assert.Null(RolloutOracle.Fault(run.Plan, run.Log));
    }

    [Fact]
    public void A_log_that_is_older_than_the_fleet_pauses_the_rollout_says_what_it_found_and_makes_no_attempt_again()
    {
        var run = new RolloutRun(Plan(Stage("canary", [1, 2], concurrency: 2), Stage("rest", [3])));
        run.Lose(Key(2), attempts: 2);
        run.Lose(Key(3), attempts: 1);
        run.Step();
        Assert.Equal((RolloutPhase.Paused, 0), (run.State.Phase, run.State.InFlight(0)));
        Assert.Contains("older than the fleet, as after a database was restored: c-2/quay/main carries attempt 2, c-3/quay/main carries attempt 1", run.State.Reason, StringComparison.Ordinal);
        run.Command(RolloutVerb.Resume);
        Assert.Equal([1, 3, 1], new[] { 1, 2, 3 }.Select(number => run.State.Units[Key(number)].Attempt));
        run.Arrives(1);
        run.Arrives(2);
        run.Arrives(3);
        Assert.Equal(RolloutPhase.Succeeded, run.State.Phase);
        Assert.Equal(run.Written.Count, run.Written.Distinct().Count());
        Assert.Null(RolloutOracle.Fault(run.Plan, run.Log));
    }

    [Fact]
    public void A_registry_that_was_created_anew_under_its_name_is_left_alone_before_and_after_its_claim()
    {
        var run = new RolloutRun(Plan(Stage("all", [1, 2], concurrency: 1)));
        run.Step();
        foreach (var number in new[] { 1, 2 }) run.Fleet[Key(number)] = run.Fleet[Key(number)]! with { Uid = "another" };
        run.Step();
        Assert.Equal([UnitPhase.Skipped, UnitPhase.Skipped], run.Phases(1, 2));
        Assert.All(run.State.Units.Values, unit => Assert.Equal("another registry of this name has taken its place", unit.Why));
        Assert.Equal([(Key(1), 1)], run.Written);
    }

    [Fact]
    public void Registries_of_one_unit_are_as_far_as_the_last_of_them_and_as_ill_as_the_worst()
    {
        var set = new PlannedUnit(Key(1), "uid-1", "3.7.10", null, [new UnitMember(Key(2), "uid-2")]);
        var well = new UnitObservation("uid-1", true, "3.7.11", "july/1", true, true, "", Attempt: 1);
        UnitObservation? Of(UnitObservation? first, UnitObservation? second) => UnitObservation.Of(set, member => member.Key == Key(1) ? first : second, "3.7.11");

        Assert.True(Of(well, well with { Uid = "uid-2" })!.HasReached("july/1"));
        Assert.Equal("uid-1", Of(well, well with { Uid = "uid-2" })!.Uid);
        Assert.False(Of(well, well with { Uid = "uid-2", Claim = null })!.HasReached("july/1"));
        Assert.False(Of(well, well with { Uid = "uid-2", IsHealthy = false })!.HasReached("july/1"));
        Assert.False(Of(well, well with { Uid = "uid-2", IsLive = false })!.HasReached("july/1"));
        Assert.Equal("c-2/quay/main: clair: ill", Of(well, well with { Uid = "uid-2", Why = "clair: ill" })!.Why);
        Assert.Equal("3.7.9", Of(well, well with { Uid = "uid-2", TargetVersion = "3.7.9" })!.TargetVersion);
        Assert.Equal("another", Of(well, well with { Uid = "another" })!.Uid);
        Assert.Equal(3, Of(well, well with { Uid = "uid-2", Attempt = 3 })!.Attempt);
        // The one that is left goes on alone.
        Assert.True(Of(null, well with { Uid = "uid-2" })!.HasReached("july/1"));
        Assert.Null(Of(null, null));
    }

    [Fact]
    public void A_unit_of_several_registries_is_stored_and_found_by_each_of_them()
    {
        var plan = Plan(Stage("all", []) with { Units = [new PlannedUnit(Key(1), "uid-1", "3.7.10", null, [new UnitMember(Key(2), "uid-2")])] });
        var stored = JsonSerializer.Deserialize<RolloutEvent>(JsonSerializer.Serialize<RolloutEvent>(new RolloutEvent.Planned(Noon, plan)))!;
        var state = JsonSerializer.Deserialize<RolloutState>(JsonSerializer.Serialize(RolloutState.First(stored)))!;
        Assert.Equal(Key(1), state.UnitOf(Key(2))!.Unit.Key);
        Assert.Equal([new UnitMember(Key(1), "uid-1"), new UnitMember(Key(2), "uid-2")], state.Units[Key(1)].Unit.Members);
    }

    [Fact]
    public void Each_rule_refuses_what_would_break_it()
    {
        var plan = Plan(Stage("canary", [1, 2], concurrency: 1, budget: 0, soak: 10), Stage("rest", [3]));
        var run = new RolloutRun(plan);
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(3), 1), "no stage begins");
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(1), 2), "no attempt is made twice");
        Breaks(run, new RolloutEvent.StageEnded(Noon, "canary"), "a stage ends when");
        Breaks(run, new RolloutEvent.StageEnded(Noon, "rest"), "in their order");
        Breaks(run, new RolloutEvent.Finished(Noon, RolloutPhase.Succeeded), "after its last stage");
        Breaks(run, new RolloutEvent.Started(Noon, "joe"), "starts once");
        Breaks(run, new RolloutEvent.Resumed(Noon, "joe"), "only what is paused");
        Breaks(run, new RolloutEvent.SoakBegan(Noon, Key(1), 1), "only what was claimed soaks");
        run.Append(new RolloutEvent.Claimed(Noon, Key(1), 1));
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(2), 1), "no more is in flight");
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(1), 2), "what is claimed was pending");
        Breaks(run, new RolloutEvent.Settled(Noon, Key(1), Settlement.Succeeded, ""), "stayed healthy");
        run.Append(new RolloutEvent.SoakBegan(Noon, Key(1), 1));
        Breaks(run, new RolloutEvent.Settled(Noon.AddMinutes(9), Key(1), Settlement.Succeeded, ""), "stayed healthy");
        run.Append(new RolloutEvent.Settled(Noon, Key(1), Settlement.Failed, "x"));
        Breaks(run, new RolloutEvent.Settled(Noon, Key(1), Settlement.Skipped, "x"), "settled twice");
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(2), 1), "budget");
        Breaks(run, new RolloutEvent.Reopened(Noon, Key(2), "joe"), "did not succeed");
        Breaks(run, new RolloutEvent.Behind(Noon, [new FoundAttempt(Key(1), 1)]), "does not know");
        Breaks(run, new RolloutEvent.Joined(Noon, [new JoinedUnit("rest", new PlannedUnit(Key(4), "uid-4", "3.7.10"))]), "where the plan lets them");
        run.Append(new RolloutEvent.Paused(Noon, "joe", "lunch"));
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(2), 1), "left Running");
        Breaks(run, new RolloutEvent.RollbackBegan(Noon, "joe", "", [Key(2)], []), "only what was changed is rolled back");
        run.Append(new RolloutEvent.RollbackBegan(Noon, "joe", "", [Key(1)], []));
        Breaks(run, new RolloutEvent.RollbackBegan(Noon, "joe", "", [Key(1)], []), "no rollback begins in another");
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(1), 2), "no stage begins");
        run.Append(new RolloutEvent.StageEnded(Noon, "rest"));
        Breaks(run, new RolloutEvent.Claimed(Noon, Key(2), 1), "nothing else is");
        Breaks(run, new RolloutEvent.Finished(Noon, RolloutPhase.RolledBack), "after its first stage");
        run.Append(new RolloutEvent.Finished(Noon, RolloutPhase.Aborted));
        Breaks(run, new RolloutEvent.Resumed(Noon, "joe"), "only rolled back");
    }

    private static void Breaks(RolloutRun run, RolloutEvent item, string rule) =>
        Assert.Contains(rule, Assert.Throws<RolloutRuleBrokenException>(() => RolloutRules.Check(run.State, item)).Message, StringComparison.Ordinal);
}
