using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Simulator.Tests.World;

public sealed class WorkListTests
{
    private static readonly WorkKey Web = new(0, "ns", "web");

    private readonly FakeTimeProvider _clock = new();
    private readonly WorkList _list;

    public WorkListTests() => _list = new WorkList(_clock);

    [Fact]
    public void An_object_at_rest_is_forgotten_and_nothing_waits()
    {
        _list.Touch(Web);
        Assert.Equal(Web, Take());
        _list.Settle(Web, after: null);
        Assert.False(_list.TryTake(out _, out _, out var wait));
        Assert.Null(wait);
    }

    [Fact]
    public void An_object_asked_for_later_is_due_then_and_keeps_its_age()
    {
        _list.Touch(Web);
        Take();
        Assert.Equal(TimeSpan.Zero, _list.AgeOf(Web, "uid", 1));
        _list.Settle(Web, TimeSpan.FromSeconds(2));
        Assert.False(_list.TryTake(out _, out _, out var wait));
        Assert.Equal(TimeSpan.FromSeconds(2), wait);

        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(Web, Take());
        Assert.Equal(TimeSpan.FromSeconds(2), _list.AgeOf(Web, "uid", 1));
    }

    [Fact]
    public void A_new_generation_or_another_object_of_the_name_is_new()
    {
        _list.Touch(Web);
        Take();
        _list.AgeOf(Web, "uid", 1);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, _list.AgeOf(Web, "uid", 2));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(TimeSpan.Zero, _list.AgeOf(Web, "other", 2));
    }

    [Fact]
    public void A_change_during_a_look_leads_to_another_look()
    {
        _list.Touch(Web);
        Take();
        _list.Touch(Web);
        _list.Settle(Web, after: null);
        Assert.Equal(Web, Take());
    }

    [Fact]
    public void Many_changes_of_one_object_are_one_entry()
    {
        for (var i = 0; i < 1000; i++) _list.Touch(Web);
        Assert.Equal(Web, Take());
        Assert.Null(Take());
    }

    [Fact]
    public void What_is_being_looked_at_is_not_given_out_again_before_that_has_ended()
    {
        _list.Touch(Web);
        Take();
        _list.Touch(Web);
        Assert.Null(Take());
        _list.Settle(Web, after: null);
        Assert.Equal(Web, Take());
    }

    [Fact]
    public void An_object_is_handed_over_as_it_was_shown_last_and_only_once()
    {
        var last = new JsonObject();
        _list.Touch(Web, new JsonObject());
        _list.Touch(Web, last);
        // Another object's change concerns it too; what is known of its own state stays.
        _list.Touch(Web);
        Assert.True(_list.TryTake(out _, out var shown, out _));
        Assert.Same(last, shown);

        _list.Settle(Web, TimeSpan.Zero);
        Assert.True(_list.TryTake(out _, out shown, out _));
        Assert.Null(shown);
    }

    private WorkKey? Take() => _list.TryTake(out var key, out _, out _) ? key : null;
}
