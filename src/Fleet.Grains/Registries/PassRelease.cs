using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Registries;

/// <summary>Releases the steps of a pass to the components and waits for their answers; slow steps run beside the others.</summary>
internal sealed class PassRelease(RegistryKey key, StepTracker steps, RegistrySettings settings, IGrainFactory grains, TimeProvider time, CancellationToken ended)
{
    /// <summary>Far beyond what the slowest API server takes: an answer that does not come by then got lost.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    private readonly List<Task<StepOutcome>> _beside = [];
    private int _number;
    private int _decision;

    /// <summary>Objects the API server was sent and accepted, of the steps that have ended.</summary>
    public int Applied { get; private set; }

    /// <summary>Generated keys were stored.</summary>
    public bool StoredKeys { get; private set; }

    /// <summary>Ends when nothing is under way.</summary>
    public Task Idle => Task.WhenAll(_beside);

    /// <summary>Releases one step after the other until one has a problem; what does not hold up others goes on beside them.</summary>
    public async Task<StepProblem?> RunAsync(IEnumerable<PassStep> ordered)
    {
        _decision++;
        StoredKeys = false;
        foreach (var step in ordered)
        {
            var answer = ReleaseAsync(step);
            if (!step.HoldsUpOthers)
            {
                _beside.Add(answer);
                continue;
            }
            var outcome = await answer;
            Applied += outcome.Applied;
            StoredKeys |= step.Step == ApplyStep.Keys && outcome.Applied > 0;
            if (outcome.Problem is { } problem) return problem;
        }
        return null;
    }

    /// <summary>Waits for what goes on beside the steps; the first problem among it.</summary>
    public async Task<StepProblem?> CompleteAsync()
    {
        var outcomes = await Task.WhenAll(_beside);
        _beside.Clear();
        Applied += outcomes.Sum(outcome => outcome.Applied);
        return outcomes.Select(outcome => outcome.Problem).OfType<StepProblem>().OrderBy(problem => problem.Passing).FirstOrDefault();
    }

    private async Task<StepOutcome> ReleaseAsync(PassStep step)
    {
        var number = ++_number;
        var byComponent = step.Objects.GroupBy(o => o.Component).ToList();
        var done = steps.Begin(number, byComponent.Select(group => group.Key));
        await Task.WhenAll(byComponent.Select(group =>
            grains.GetGrain<IComponentGrain>(new ComponentKey(key, group.Key).ToString())
                .Release(new ReleasedStep(steps.Epoch, number, [.. group.Select(Released)], _decision))));
        return await done.WaitAsync(LongestStep, time, ended);
    }

    private ReleasedObject Released(RenderedObject rendered)
    {
        var body = ApplyBody.Of(rendered);
        return new ReleasedObject(rendered.Key, body, settings.HashOf(body).ToString());
    }
}
