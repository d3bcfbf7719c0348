using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Grains.Tracing;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>Applies a component's share of a step, all objects at once, and hands the answers back to the grain.</summary>
internal static class ComponentApply
{
    public static async Task RunAsync(ClusterSession session, ReleasedStep step, IComponentGrain component, Action<Exception> failed)
    {
        using var span = FleetTraces.StartApply(component.GetPrimaryKeyString(), step);
        try
        {
            var applied = await Task.WhenAll(step.Objects.Select(o => ApplyAsync(session, o)));
            await component.Applied(new AppliedStep(step.Epoch, step.Step, [.. applied]));
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            if (!session.Ended.IsCancellationRequested) failed(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>Deletes an object that nothing uses any more, and only that very one.</summary>
    public static async Task PruneAsync(ClusterSession session, ObservedObject superseded, Action<string> failed)
    {
        try
        {
            var answer = await session.Api.DeleteAsync(superseded.Key, new DeleteOptions(superseded.Uid), session.Ended);
            if (answer.ErrorOrNull is { } error and not KubernetesError.NotFound) failed(error.Message);
        }
        catch (OperationCanceledException)
        {
            failed($"the connection to cluster {session.Cluster} was closed");
        }
    }

    private static async Task<AppliedObject> ApplyAsync(ClusterSession session, ReleasedObject released)
    {
        try
        {
            var body = JsonNode.Parse(released.Body)!.AsObject();
            var answer = await session.Api.TakeOverAsync(body, session.Ended);
            if (answer.ErrorOrNull is KubernetesError.Invalid { Causes: var causes } && await RemoveLeftoversAsync(session, released.Key, body, causes))
                answer = await session.Api.TakeOverAsync(body, session.Ended);
            if (answer.Succeeded(out var observed, out var error)) return new AppliedObject(released.Key, released.Hash, observed, null);
            return error is KubernetesError.Invalid && released.Key.Kind == ResourceKind.Job
                ? Refused(released, await ReplaceAsync(session, released.Key))
                : Refused(released, new StepProblem($"{released.Key}: {error.Message}", error.IsTransient || error is KubernetesError.Conflict));
        }
        catch (OperationCanceledException)
        {
            return Refused(released, new StepProblem($"{released.Key}: the connection to cluster {session.Cluster} was closed.", Passing: true));
        }
    }

    /// <summary>False when nothing was removed, and the refusal stands.</summary>
    private static async Task<bool> RemoveLeftoversAsync(ClusterSession session, ObjectKey key, JsonObject applied, ImmutableArray<string> causes)
    {
        if (!(await session.Api.GetAsync(key, session.Ended)).Succeeded(out var live, out _)) return false;
        var leftovers = Leftovers.Of(causes, live, applied);
        if (leftovers.IsEmpty) return false;
        var removed = await session.Api.RemoveFieldsAsync(key, live["metadata"]!["resourceVersion"]!.GetValue<string>(), leftovers, session.Ended);
        return removed.ErrorOrNull is null;
    }

    /// <summary>
    /// A Job cannot be changed, only replaced: the one that is there belongs to another version or configuration. Its deletion shows in the
    /// watch, and the next pass makes the new one.
    /// </summary>
    private static async Task<StepProblem> ReplaceAsync(ClusterSession session, ObjectKey job)
    {
        var found = await session.Api.GetMetadataAsync(job, session.Ended);
        if (!found.Succeeded(out var old, out _)) return new StepProblem($"{job} is being replaced", Passing: true);
        // Foreground: its pods end before the object does, so that no two migrations run at once.
        var deleted = await session.Api.DeleteAsync(job, new DeleteOptions(old.Uid, Propagation: DeletePropagation.Foreground), session.Ended);
        return deleted.ErrorOrNull is { } error and not KubernetesError.NotFound
            ? new StepProblem($"{job} cannot be replaced: {error.Message}", error.IsTransient)
            : new StepProblem($"{job} is being replaced", Passing: true);
    }

    private static AppliedObject Refused(ReleasedObject released, StepProblem problem) => new(released.Key, released.Hash, null, problem);
}
