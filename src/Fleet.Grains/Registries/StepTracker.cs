using Fleet.Domain.Quay;

namespace Fleet.Grains.Registries;

/// <summary>
/// Joins the components' answers to one step of a pass. Shared by the pass, which waits, and the grain, whose turns deliver the answers.
/// </summary>
internal sealed class StepTracker(long epoch)
{
    private static readonly StepProblem Abandoned = new("The pass was abandoned.", Passing: true);

    private readonly Lock _gate = new();
    private readonly HashSet<ComponentKind> _waiting = [];
    private TaskCompletionSource<StepProblem?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StepProblem? _problem;
    private int _step;
    private bool _abandoned;

    public long Epoch { get; } = epoch;

    /// <summary>Objects the API server was sent and accepted so far.</summary>
    public int Applied { get; private set; }

    /// <summary>Begins a step; the task ends, with the first problem, when every component has answered.</summary>
    public Task<StepProblem?> Begin(int step, IEnumerable<ComponentKind> components)
    {
        lock (_gate)
        {
            _step = step;
            _problem = null;
            _waiting.Clear();
            _waiting.UnionWith(components);
            _done = new TaskCompletionSource<StepProblem?>(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_abandoned) _done.SetResult(Abandoned);
            else if (_waiting.Count == 0) _done.SetResult(null);
            return _done.Task;
        }
    }

    /// <summary>Takes an answer; those of another epoch or step are dropped.</summary>
    public void Finish(StepFinished finished)
    {
        lock (_gate)
        {
            if (finished.Epoch != Epoch || finished.Step != _step || !_waiting.Remove(finished.Component)) return;
            // What will not pass by itself is what the registry has to be told.
            if (_problem is null or { Passing: true }) _problem = finished.Problem ?? _problem;
            Applied += finished.Applied;
            if (_waiting.Count == 0) _done.TrySetResult(_problem);
        }
    }

    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            _done.TrySetResult(Abandoned);
        }
    }
}
