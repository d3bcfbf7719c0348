using System.Collections.Immutable;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Domain.Tests.Status;

public sealed class ConditionTransitionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Another_status_or_reason_is_a_transition_and_another_message_is_none()
    {
        ImmutableArray<Condition> before = [new("A", "False", "Starting", "1 of 3"), new("B", "True", "Fine", "")];

        Assert.Empty(Of(before, [new("A", "False", "Starting", "2 of 3"), new("B", "True", "Fine", "")]));
        Assert.Equal(
            [new ConditionTransition(Noon, "A", "False", "True", "Ready", "3 of 3"), new ConditionTransition(Noon, "C", null, "True", "New", "")],
            Of(before, [new("A", "True", "Ready", "3 of 3"), new("B", "True", "Fine", "nothing new"), new("C", "True", "New", "")]));
        Assert.Equal([new ConditionTransition(Noon, "B", "True", "True", "Better", "")], Of(before, [before[0], new("B", "True", "Better", "")]));
    }

    [Fact]
    public void The_time_is_the_conditions_own()
    {
        var transition = Assert.Single(Of([], [new("A", "True", "Ready", "", LastUpdateTime: Noon.AddMinutes(-3))]));
        Assert.Equal(Noon.AddMinutes(-3), transition.At);
    }

    [Fact]
    public void One_that_flaps_pushes_out_its_own_oldest_and_nobody_elses()
    {
        var history = Of([], [new("Quiet", "True", "Fine", "")]);
        for (var turn = 0; turn < 100; turn++)
            history = history.With([new("Flapping", $"{turn % 2 == 0}", "", "")], [new("Flapping", $"{turn % 2 != 0}", "", $"{turn}")], Noon.AddSeconds(turn));

        Assert.Equal(["Quiet", "Flapping", "Flapping", "Flapping", "Flapping", "Flapping"], history.Select(transition => transition.Type));
        Assert.Equal(["95", "96", "97", "98", "99"], history.Skip(1).Select(transition => transition.Message));
    }

    private static ImmutableArray<ConditionTransition> Of(ImmutableArray<Condition> before, ImmutableArray<Condition> after) =>
        ImmutableArray<ConditionTransition>.Empty.With(before, after, Noon);
}
