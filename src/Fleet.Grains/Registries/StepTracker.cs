using Fleet.Domain.Quay;

namespace Fleet.Grains.Registries;

/// <summary>How a step went.</summary>
/// <param name="Applied">Objects the API server was sent and accepted.</param>
/// <param name="Problem">The first that will not pass by itself, else the first.</param>
internal sealed record StepOutcome(int Applied, StepProblem? Problem)
{
    public static StepOutcome Nothing { get; } = new(0, null);
}

/// <summary>
/// Joins the components' answers to the steps of a pass. Shared by the pass, which waits, and the grain, whose turns deliver the answers.
/// </summary>
internal sealed class StepTracker(long epoch)
{
    private static readonly StepOutcome Abandoned = new(0, new StepProblem("The pass was abandoned.", Passing: true));

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Step> _open = [];
    private bool _abandoned;

    public long Epoch { get; } = epoch;

    /// <summary>Begins a step; the task ends when every component has answered.</summary>
    public Task<StepOutcome> Begin(int step, IEnumerable<ComponentKind> components)
    {
        var begun = new Step([.. components]);
        lock (_gate)
        {
            if (_abandoned) return Task.FromResult(Abandoned);
            if (begun.Waiting.Count == 0) return Task.FromResult(StepOutcome.Nothing);
            _open.Add(step, begun);
        }
        return begun.Done.Task;
    }

    /// <summary>Takes an answer; those of another epoch, or of no open step, are dropped.</summary>
    public void Finish(StepFinished finished)
    {
        lock (_gate)
        {
            if (finished.Epoch != Epoch || !_open.TryGetValue(finished.Step, out var step) || !step.Waiting.Remove(finished.Component)) return;
            // What will not pass by itself is what the registry has to be told.
            var problem = step.Outcome.Problem is null or { Passing: true } ? finished.Problem ?? step.Outcome.Problem : step.Outcome.Problem;
            step.Outcome = new StepOutcome(step.Outcome.Applied + finished.Applied, problem);
            if (step.Waiting.Count > 0) return;
            _open.Remove(finished.Step);
            step.Done.SetResult(step.Outcome);
        }
    }

    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            foreach (var step in _open.Values) step.Done.SetResult(Abandoned);
            _open.Clear();
        }
    }

    private sealed class Step(HashSet<ComponentKind> waiting)
    {
        public HashSet<ComponentKind> Waiting { get; } = waiting;

        public StepOutcome Outcome { get; set; } = StepOutcome.Nothing;

        public TaskCompletionSource<StepOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
