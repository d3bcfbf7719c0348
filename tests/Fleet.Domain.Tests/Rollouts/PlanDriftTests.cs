using Fleet.Domain.Rollouts;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts;

public sealed class PlanDriftTests
{
    private static readonly RolloutPlan Seen = Plan(Stage("canary", [1]), Stage("rest", [2, 3])) with { Refusals = [new PlanRefusal(Key(9), "it is in mode observe")] };

    [Fact]
    public void A_fleet_that_comes_to_the_same_has_not_drifted_whoever_asks_when() =>
        Assert.Empty(PlanDrift.Between(Seen, Seen with { PlannedAt = Noon.AddDays(1), Author = "joe" }));

    [Fact]
    public void Everything_that_changed_is_named()
    {
        var canary = Stage("canary", [1, 2]);
        var rest = Stage("rest", [4]);
        var now = Plan(
            canary with { Units = [canary.Units[0] with { Uid = "another" }, canary.Units[1]] },
            rest) with
        { Target = "3.7.12", Refusals = [new PlanRefusal(Key(9), "it is paused"), new PlanRefusal(Key(8), "no way there")] };
        Assert.Equal(
            [
                "the target was 3.7.11 and is 3.7.12",
                "c-1/quay/main is another registry of the same name",
                "c-2/quay/main was in stage rest, and is in stage canary",
                "c-3/quay/main is not selected any more, or gone",
                "c-4/quay/main is new, in stage rest",
                "c-8/quay/main is new, and left out: no way there",
                "c-9/quay/main is left out for another reason: it is paused",
            ],
            PlanDrift.Between(Seen, now));
    }

    [Fact]
    public void What_runs_and_who_may_go_are_part_of_what_was_seen()
    {
        var rest = Stage("rest", [9]);
        var now = Seen with
        {
            Stages = [Seen.Stages[0] with { Units = [Seen.Stages[0].Units[0] with { From = "3.7.9" }] }, rest],
            Refusals = [new PlanRefusal(Key(2), "gone astray")],
        };
        Assert.Equal(
            ["c-1/quay/main ran 3.7.10, and runs 3.7.9", "c-2/quay/main was in stage rest, and is left out: gone astray", "c-3/quay/main is not selected any more, or gone", "c-9/quay/main was left out, and is in stage rest"],
            PlanDrift.Between(Seen, now));
    }

    [Fact]
    public void Of_very_many_changes_the_first_are_named() =>
        Assert.Equal("and 980 more", PlanDrift.Between(Plan(Stage("all", [])), Plan(Stage("all", Enumerable.Range(1, 1000))))[^1]);

    [Fact]
    public void A_plan_is_replaced_until_it_starts_and_may_be_given_up()
    {
        var first = new RolloutEvent.Planned(Noon, Plan(Stage("all", [1])), "one");
        var again = new RolloutEvent.Planned(Noon.AddHours(1), Plan(Stage("all", [1, 2])), "two");
        var state = RolloutState.First(first);
        RolloutRules.Check(state, again);
        state = state.Apply(again);
        Assert.Equal((RolloutPhase.Planned, 2, "two", 2), (state.Phase, (int)state.Sequence, state.Source, state.Units.Count));

        Assert.IsType<CommandDecision.Refused>(Decide(state, RolloutVerb.Pause));
        var ended = Assert.IsType<CommandDecision.Accepted>(Decide(state, RolloutVerb.Abort)).Events.Aggregate(
            state,
            (before, item) =>
            {
                RolloutRules.Check(before, item);
                return before.Apply(item);
            });
        Assert.Equal(RolloutPhase.Aborted, ended.Phase);
        Assert.Equal(new[] { RolloutRules.PlansBefore, RolloutRules.Over }.Order(StringComparer.Ordinal), RolloutRules.Broken(ended, again).Order(StringComparer.Ordinal));
        var started = state.Apply(new RolloutEvent.Started(Noon.AddHours(2), "jane"));
        Assert.Equal([RolloutRules.PlansBefore], RolloutRules.Broken(started, again));
    }

    private static CommandDecision Decide(RolloutState state, RolloutVerb verb) => RolloutCommands.Decide(state, new RolloutCommand(verb, "jane", null), Noon, _ => null);
}
