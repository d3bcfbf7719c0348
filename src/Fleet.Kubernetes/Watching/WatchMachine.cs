using System.Diagnostics;
using Fleet.Domain.Projections;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Watching;

/// <summary>List, then watch from there, for ever: a pure function of (state, input).</summary>
internal static class WatchMachine
{
    private const int DropsUntilUnreachable = 3;
    private const int AbsencesUntilGone = 3;

    /// <exception cref="InvalidOperationException">The input cannot occur in this phase: a fault of the shell's.</exception>
    public static WatchStep Step(WatchTarget target, WatchState state, WatchInput input) => (state.Phase, input) switch
    {
        (WatchPhase.Waiting, WatchInput.Due) => Resume(state),
        (WatchPhase.Listing listing, WatchInput.Page page) => TakePage(target, state, listing, page),
        (WatchPhase.Listing, WatchInput.ListFailed failed) => Fail(target, state, failed.Error),
        (WatchPhase.Watching, WatchInput.Opened) => Quiet(state with { Condition = TargetCondition.Live, Error = null }),
        (WatchPhase.Watching, WatchInput.Changed changed) => Change(target, state, changed.Projection),
        (WatchPhase.Watching, WatchInput.Removed removed) => Remove(target, state, removed.Projection),
        (WatchPhase.Watching, WatchInput.Bookmark bookmark) => Quiet(state with { Position = bookmark.ResourceVersion, Failures = 0 }),
        (WatchPhase.Watching, WatchInput.Ended ended) => End(target, ended.Brief ? state : state with { Failures = 0 }, ended),
        _ => throw new InvalidOperationException($"{input.GetType().Name} cannot occur while {state.Phase.GetType().Name}."),
    };

    private static WatchStep Resume(WatchState state) => state.Position is { } position ? Watch(state, position) : List(state);

    private static WatchStep List(WatchState state) =>
        new(state with { Phase = new WatchPhase.Listing([]), Position = null }, [], new WatchCommand.List(null));

    private static WatchStep Watch(WatchState state, string position) =>
        new(state with { Phase = new WatchPhase.Watching() }, [], new WatchCommand.Watch(position));

    private static WatchStep Quiet(WatchState state) => new(state, [], null);

    private static WatchStep TakePage(WatchTarget target, WatchState state, WatchPhase.Listing listing, WatchInput.Page page)
    {
        var pages = listing.Pages.Add(page.Items);
        if (!string.IsNullOrEmpty(page.Next))
            return new(state with { Phase = new WatchPhase.Listing(pages) }, [], new WatchCommand.List(page.Next));

        var (known, changes) = Relisting.Swap(target, state.Known, pages);
        if (!state.Synced) changes = changes.Add(new WatchChange.Synced(target));
        var listed = state with
        {
            Phase = new WatchPhase.Watching(),
            Known = known,
            Position = page.ResourceVersion,
            Synced = true,
            Condition = TargetCondition.Live,
            Error = null,
        };
        return new(listed, changes, new WatchCommand.Watch(page.ResourceVersion));
    }

    private static WatchStep Change(WatchTarget target, WatchState state, Projection projection)
    {
        var observed = projection.Object;
        var key = (observed.Key.Namespace, observed.Key.Name);
        var changes = Relisting.Changes(target, state.Known, projection);
        var known = changes.IsEmpty ? state.Known : state.Known.SetItem(key, Relisting.AsKnown(observed));
        return new(state with { Known = known, Position = observed.ResourceVersion, Failures = 0 }, changes, null);
    }

    private static WatchStep Remove(WatchTarget target, WatchState state, Projection projection)
    {
        var observed = projection.Object;
        var key = (observed.Key.Namespace, observed.Key.Name);
        var after = state with { Known = state.Known.Remove(key), Position = observed.ResourceVersion, Failures = 0 };
        return state.Known.TryGetValue(key, out var known)
            ? new(after, [new WatchChange.Deleted(target, observed.Key, known.Uid, known.Registry ?? observed.Registry)], null)
            : Quiet(after);
    }

    private static WatchStep End(WatchTarget target, WatchState state, WatchInput.Ended ended)
    {
        switch (ended.End)
        {
            case WatchEnd.Closed when !ended.Brief:
            case WatchEnd.Silent: // took its time; a server that is gone refuses the new watch
                return Resume(state);
            case WatchEnd.Closed:
                return Wait(state, "the server ends watches at once", null);
            case WatchEnd.Dropped dropped:
                return Wait(state, dropped.Text, null);
            case WatchEnd.Unreadable unreadable:
                return Wait(state with { Position = null }, unreadable.Text, null);
            case WatchEnd.Refused refused:
                return Fail(target, state, refused.Error);
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>A single drop is everyday life and leaves the condition alone.</summary>
    private static WatchStep Wait(WatchState state, string text, TimeSpan? atLeast)
    {
        var failures = state.Failures + 1;
        var dropped = failures < DropsUntilUnreachable ? state : state with { Condition = TargetCondition.Unreachable, Error = text };
        return new(dropped with { Phase = new WatchPhase.Waiting(), Failures = failures }, [], new WatchCommand.Wait(WaitCause.Transient, failures, atLeast));
    }

    private static WatchStep Fail(WatchTarget target, WatchState state, KubernetesError error)
    {
        if (error is KubernetesError.Expired)
        {
            // The first time at once; a server that goes on answering 410 is asked ever more slowly.
            var relist = state with { Position = null };
            return state.Failures == 0 ? List(relist with { Failures = 1 }) : Wait(relist, error.Message, null);
        }

        var (condition, cause, atLeast) = error switch
        {
            KubernetesError.Unauthorised => (TargetCondition.Unauthorised, WaitCause.Unauthorised, null),
            KubernetesError.Forbidden => (TargetCondition.Forbidden, WaitCause.Forbidden, null),
            KubernetesError.NotServed or KubernetesError.NotFound => (TargetCondition.NotServed, WaitCause.NotServed, null),
            KubernetesError.Invalid => (TargetCondition.Rejected, WaitCause.Forbidden, null),
            KubernetesError.Throttled throttled => (TargetCondition.Unreachable, WaitCause.Transient, throttled.RetryAfter),
            _ => (TargetCondition.Unreachable, WaitCause.Transient, (TimeSpan?)null),
        };
        // Another trouble than before starts its own row.
        var failures = condition == state.Condition || condition == TargetCondition.Unreachable ? state.Failures + 1 : 1;
        var failed = state with
        {
            Phase = new WatchPhase.Waiting(),
            Condition = condition,
            Error = error.Message,
            Failures = failures,
            // A CRD that is installed anew starts from nothing.
            Position = condition == TargetCondition.NotServed ? null : state.Position,
        };
        var wait = new WatchCommand.Wait(cause, failures, atLeast);

        // An API server that starts up answers 404 for CRDs for a moment, so one absence proves nothing.
        if (condition != TargetCondition.NotServed || failures < AbsencesUntilGone) return new(failed, [], wait);
        return new(failed with { Known = failed.Known.Clear() }, [.. Relisting.Vanished(target, state.Known)], wait);
    }
}
