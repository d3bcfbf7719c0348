using Fleet.Domain.Rollouts;
using Xunit;
using static Fleet.Domain.Tests.Rollouts.RolloutSample;

namespace Fleet.Domain.Tests.Rollouts;

/// <summary>One unit from its claim on. What many come to together is in <see cref="RolloutStepsTests"/>.</summary>
public sealed class UnitStepsTests
{
    private static readonly RolloutPlan Soaking = Plan(Stage("all", [1], soak: 30));
    private static readonly UnitObservation Old = new("uid-1", true, "3.7.10", null, false, true, "");
    private static readonly UnitObservation There = new("uid-1", true, "3.7.11", "july/1", true, true, "");

    private static UnitState Claimed => new(Soaking.Stages[0].Units[0], 0, UnitPhase.Claimed, 1, Noon, null, null, "");

    [Fact]
    public void A_claimed_unit_waits_until_it_is_healthy_on_the_target_and_then_soaks_as_long_as_the_stage_says()
    {
        var waits = UnitSteps.Follow(Soaking, Claimed, Old, Noon);
        Assert.Empty(waits.Events);
        Assert.Equal(("upgrading", Noon.AddMinutes(20)), (waits.Waits!.Code, waits.Wake));
        var soaks = UnitSteps.Follow(Soaking, Claimed, There, Noon);
        Assert.IsType<RolloutEvent.SoakBegan>(Assert.Single(soaks.Events));
        Assert.Equal(Noon.AddMinutes(30), soaks.Wake);
        var without = UnitSteps.Follow(Plan(Stage("all", [1])), Claimed, There, Noon);
        Assert.Equal(Settlement.Succeeded, Assert.IsType<RolloutEvent.Settled>(Assert.Single(without.Events)).As);
    }

    [Fact]
    public void What_is_there_is_believed_only_when_it_carries_the_claim_and_is_live()
    {
        Assert.Empty(UnitSteps.Follow(Soaking, Claimed, There with { Claim = "july/2" }, Noon).Events);
        Assert.Empty(UnitSteps.Follow(Soaking, Claimed, There with { IsLive = false }, Noon).Events);
        Assert.Empty(UnitSteps.Follow(Soaking, Claimed, There with { IsHealthy = false }, Noon).Events);
        Assert.Empty(UnitSteps.Follow(Soaking, Claimed, There with { OnTarget = false }, Noon).Events);
    }

    [Fact]
    public void A_claim_is_settled_by_its_deadline_by_another_upgrader_and_by_the_registry_going_away()
    {
        Assert.Equal((Settlement.TimedOut, "not healthy on 3.7.11 within 00:20:00: clair"), As(UnitSteps.Follow(Soaking, Claimed, There with { IsHealthy = false, Why = "clair" }, Noon.AddMinutes(20))));
        Assert.Equal(
            (Settlement.Failed, "somebody else asks it for 3.7.12: quay-fleet/target-version was changed"),
            As(UnitSteps.Follow(Soaking, Claimed, Old with { Claim = "july/1", TargetVersion = "3.7.12" }, Noon)));
        Assert.Equal((Settlement.Skipped, "it vanished"), As(UnitSteps.Follow(Soaking, Claimed, null, Noon)));
        Assert.Equal((Settlement.Skipped, "another registry of this name has taken its place"), As(UnitSteps.Follow(Soaking, Claimed, There with { Uid = "other" }, Noon)));
    }

    [Fact]
    public void A_soak_begins_anew_after_a_regression_and_fails_at_once_when_it_cannot_be_completed_any_more()
    {
        var soaks = Claimed with { Phase = UnitPhase.Soaking, SoakSince = Noon, HealthySince = Noon };
        Assert.Equal((Settlement.Succeeded, ""), As(UnitSteps.Follow(Soaking, soaks, There, Noon.AddMinutes(30))));
        var ill = UnitSteps.Follow(Soaking, soaks, There with { IsHealthy = false }, Noon.AddMinutes(10));
        Assert.Equal("it is not healthy", Assert.IsType<RolloutEvent.Regressed>(Assert.Single(ill.Events)).Why);
        Assert.Equal("health", ill.Waits!.Code);

        var anew = UnitSteps.Follow(Soaking, soaks with { HealthySince = null }, There, Noon.AddMinutes(15));
        Assert.IsType<RolloutEvent.SoakBegan>(Assert.Single(anew.Events));
        Assert.Equal(("soak", Noon.AddMinutes(45)), (anew.Waits!.Code, anew.Wake));
        var late = UnitSteps.Follow(Soaking, soaks, There with { IsHealthy = false }, Noon.AddMinutes(21));
        Assert.Equal(2, late.Events.Length);
        Assert.Equal((Settlement.Failed, "it did not stay healthy while soaking: it is not healthy"), As(late));
    }

    private static (Settlement, string) As(UnitStep step)
    {
        Assert.Null(step.Waits);
        var settled = Assert.IsType<RolloutEvent.Settled>(step.Events[^1]);
        return (settled.As, settled.Why);
    }
}
