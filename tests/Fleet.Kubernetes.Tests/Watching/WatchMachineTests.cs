using Fleet.Domain.Projections;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Watching;
using Xunit;

namespace Fleet.Kubernetes.Tests.Watching;

public class WatchMachineTests
{
    private static readonly KubernetesError Gone = new KubernetesError.Expired("too old resource version");

    private WatchState _state = WatchState.Initial;

    [Fact]
    public void Objects_deleted_while_nobody_watched_are_reported_after_410()
    {
        Synced(Observed.Object("a", "1", "5"), Observed.Object("b", "2", "6"));

        var expired = Take(Ended(new WatchEnd.Refused(Gone)));
        Assert.Equal(new WatchCommand.List(null), expired.Next);
        Assert.Empty(expired.Changes);

        var relisted = Take(new WatchInput.Page([Observed.Object("a", "1", "5")], null, "20"));
        Assert.Equal([new WatchChange.Deleted(Observed.Target, Observed.Key("b"), "2", "registry")], relisted.Changes);
        Assert.Equal(new WatchCommand.Watch("20"), relisted.Next);
    }

    [Fact]
    public void A_relist_repeats_nothing_the_consumer_knows()
    {
        Synced(Observed.Object("a", "1", "5"));
        Take(Ended(new WatchEnd.Refused(Gone)));
        var relisted = Take(new WatchInput.Page([Observed.Object("a", "1", "5"), Observed.Object("c", "3", "9")], null, "20"));
        Assert.Equal(["c"], Upserts(relisted));
    }

    [Fact]
    public void An_object_recreated_in_the_gap_is_a_deletion_and_a_new_object()
    {
        Synced(Observed.Object("a", "1", "5"));
        Take(Ended(new WatchEnd.Refused(Gone)));
        var relisted = Take(new WatchInput.Page([Observed.Object("a", "other", "9")], null, "20"));
        Assert.Equal("1", Assert.IsType<WatchChange.Deleted>(relisted.Changes[0]).Uid);
        Assert.Equal("other", Assert.IsType<WatchChange.Upserted>(relisted.Changes[1]).Object.Uid);
    }

    [Fact]
    public void Nothing_of_a_list_is_told_before_its_last_page()
    {
        Take(new WatchInput.Due());
        var first = Take(new WatchInput.Page([Observed.Object("a", "1", "5")], "more", "10"));
        Assert.Empty(first.Changes);
        Assert.Equal(new WatchCommand.List("more"), first.Next);

        var last = Take(new WatchInput.Page([Observed.Object("b", "2", "6")], null, "10"));
        Assert.Equal(["a", "b"], Upserts(last));
        Assert.IsType<WatchChange.Synced>(last.Changes[^1]);
    }

    [Fact]
    public void A_list_that_expires_half_way_starts_again()
    {
        Take(new WatchInput.Due());
        Take(new WatchInput.Page([Observed.Object("a", "1", "5")], "more", "10"));
        Assert.Equal(new WatchCommand.List(null), Take(new WatchInput.ListFailed(Gone)).Next);
        Assert.Equal(["b"], Upserts(Take(new WatchInput.Page([Observed.Object("b", "2", "6")], null, "11"))));
    }

    [Fact]
    public void A_server_that_goes_on_answering_410_is_asked_ever_more_slowly()
    {
        Synced();
        Assert.IsType<WatchCommand.List>(Take(Ended(new WatchEnd.Refused(Gone))).Next);
        Take(new WatchInput.Page([], null, "11"));
        Assert.Equal(new WatchCommand.Wait(WaitCause.Transient, 2), Take(Ended(new WatchEnd.Refused(Gone))).Next);
        Assert.Equal(new WatchCommand.List(null), Take(new WatchInput.Due()).Next);
    }

    [Fact]
    public void Synced_is_told_once()
    {
        Synced();
        Take(Ended(new WatchEnd.Refused(Gone)));
        Assert.Empty(Take(new WatchInput.Page([], null, "12")).Changes);
    }

    [Fact]
    public void A_watch_whose_time_is_up_resumes_at_once_where_a_bookmark_left_it()
    {
        Synced();
        Take(new WatchInput.Bookmark("42"));
        Assert.Equal(new WatchCommand.Watch("42"), Take(Ended(new WatchEnd.Closed(), brief: false)).Next);
        Take(new WatchInput.Opened());
        Assert.Equal(new WatchCommand.Watch("42"), Take(Ended(new WatchEnd.Silent(), brief: false)).Next);
    }

    [Fact]
    public void A_server_that_hangs_up_at_once_is_not_asked_in_a_tight_loop()
    {
        Synced();
        Assert.Equal(new WatchCommand.Wait(WaitCause.Transient, 1), Take(Ended(new WatchEnd.Closed())).Next);
        Take(new WatchInput.Due());
        Take(new WatchInput.Opened());
        Assert.Equal(new WatchCommand.Wait(WaitCause.Transient, 2), Take(Ended(new WatchEnd.Closed())).Next);
    }

    [Fact]
    public void One_drop_leaves_the_condition_alone_and_the_third_in_a_row_does_not()
    {
        Synced();
        foreach (var desired in new[] { TargetCondition.Live, TargetCondition.Live, TargetCondition.Unreachable })
        {
            Take(Ended(new WatchEnd.Dropped("reset")));
            Assert.Equal(desired, _state.Condition);
            Take(new WatchInput.Due());
        }
        Take(new WatchInput.Opened());
        Assert.Equal(TargetCondition.Live, _state.Condition);
    }

    [Theory]
    [InlineData(401, TargetCondition.Unauthorised)]
    [InlineData(403, TargetCondition.Forbidden)]
    [InlineData(404, TargetCondition.NotServed)]
    [InlineData(422, TargetCondition.Rejected)]
    [InlineData(429, TargetCondition.Unreachable)]
    [InlineData(503, TargetCondition.Unreachable)]
    public void A_refusal_becomes_the_condition_and_what_is_known_stays(int code, TargetCondition desired)
    {
        Synced(Observed.Object("a", "1", "5"));
        var step = Take(Ended(new WatchEnd.Refused(Error(code))));
        Assert.Equal(desired, _state.Condition);
        Assert.NotNull(_state.Error);
        Assert.Empty(step.Changes);
        Assert.IsType<WatchCommand.Wait>(step.Next);
    }

    [Fact]
    public void Retry_after_is_respected()
    {
        Synced();
        var step = Take(Ended(new WatchEnd.Refused(new KubernetesError.Throttled("slow down", TimeSpan.FromSeconds(7)))));
        Assert.Equal(new WatchCommand.Wait(WaitCause.Transient, 1, TimeSpan.FromSeconds(7)), step.Next);
    }

    [Fact]
    public void A_kind_that_stays_unserved_takes_its_objects_with_it()
    {
        Synced(Observed.Object("a", "1", "5"));
        Assert.Empty(Take(Ended(new WatchEnd.Refused(Error(404)))).Changes);
        Take(new WatchInput.Due());
        Assert.Empty(Take(new WatchInput.ListFailed(Error(404))).Changes);
        Take(new WatchInput.Due());
        Assert.IsType<WatchChange.Deleted>(Assert.Single(Take(new WatchInput.ListFailed(Error(404))).Changes));
        Take(new WatchInput.Due());
        Assert.Empty(Take(new WatchInput.ListFailed(Error(404))).Changes);
    }

    [Fact]
    public void An_unreadable_event_leads_to_a_list()
    {
        Synced();
        Take(Ended(new WatchEnd.Unreadable("a watch line is no event")));
        Assert.Equal(new WatchCommand.List(null), Take(new WatchInput.Due()).Next);
    }

    [Fact]
    public void An_event_of_the_version_already_told_is_not_repeated()
    {
        Synced(Observed.Object("a", "1", "5"));
        Assert.Empty(Take(new WatchInput.Changed(Observed.Object("a", "1", "5"))).Changes);
        Assert.Equal(["a"], Upserts(Take(new WatchInput.Changed(Observed.Object("a", "1", "11")))));
        Assert.Equal("11", _state.Position);
    }

    [Fact]
    public void The_deletion_of_an_object_never_told_is_not_told()
    {
        Synced();
        Assert.Empty(Take(new WatchInput.Removed(Observed.Object("a", "1", "11"))).Changes);
    }

    private void Synced(params Projection[] items)
    {
        Take(new WatchInput.Due());
        Take(new WatchInput.Page([.. items], null, "10"));
        Take(new WatchInput.Opened());
    }

    private WatchStep Take(WatchInput input)
    {
        var step = WatchMachine.Step(Observed.Target, _state, input);
        _state = step.State;
        return step;
    }

    private static WatchInput.Ended Ended(WatchEnd end, bool brief = true) => new(end, brief);

    private static IEnumerable<string> Upserts(WatchStep step) => step.Changes.OfType<WatchChange.Upserted>().Select(change => change.Object.Key.Name);

    private static KubernetesError Error(int code) => code switch
    {
        401 => new KubernetesError.Unauthorised("no"),
        403 => new KubernetesError.Forbidden("no"),
        404 => new KubernetesError.NotServed("no"),
        422 => new KubernetesError.Invalid("no", []),
        429 => new KubernetesError.Throttled("no", null),
        _ => new KubernetesError.ServerError("no", code),
    };
}
