using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status.Readiness;
using Fleet.Grains.Clusters;
using Fleet.Grains.Tracing;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// One pass over a registry: observe, decide, carry out, beside the grain. Level-triggered: it can start from nothing, be cut short anywhere,
/// and the next one reaches the same end.
/// </summary>
internal sealed class RegistryPass(
    ClusterSession session,
    RegistryKey key,
    LivePicture live,
    PassMemory memory,
    StepTracker steps,
    RegistrySettings settings,
    IGrainFactory grains,
    TimeProvider time)
{
    /// <summary>Creating the bundle, completing the spec, applying what each hold held back: more turns mean that somebody undoes them.</summary>
    private const int MostDecisions = 12;

    /// <summary>Changes come in flocks (a bucket, two databases): those within this time are taken together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    private readonly PassObservation _observe = new(session, key, memory);
    private readonly PassRelease _release = new(key, steps, settings, grains, time, session.Ended);
    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);
    private QuayRegistry _registry = live.Look().Current.Registry!;
    private RegistryPicture _picture = live.Look().Current;
    private ObservedObject? _written;
    private JsonObject? _owed;
    private BundleReading _bundle = BundleReading.None with { Facts = BundleFacts.Unread };

    public async Task RunAsync(PassCause cause, Action<Exception> crashed)
    {
        using var span = FleetTraces.StartPass(key, steps.Epoch, cause);
        try
        {
            var finished = await TryRunAsync(crashed);
            FleetTraces.EndPass(span, finished);
            await grains.GetGrain<IRegistryGrain>(key.ToString()).PassFinished(finished);
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            if (!session.Ended.IsCancellationRequested) crashed(e);
        }
#pragma warning restore CA1031
    }

    private async Task<PassFinished> TryRunAsync(Action<Exception> crashed)
    {
        try
        {
            var (conclusion, problem) = await DecideAndActAsync();
            return new PassFinished(steps.Epoch, _written, conclusion, _bundle.Facts, _bundle.Version, problem);
        }
        catch (PassObservation.NotReadableException e)
        {
            return Failed(e.Message);
        }
        catch (OperationCanceledException)
        {
            return Failed($"The connection to cluster {key.Cluster} was closed.");
        }
#pragma warning disable CA1031 // one malformed registry must not stop the process that serves all others
        catch (Exception e)
        {
            crashed(e);
            return Failed($"The pass failed unexpectedly: {e.Message}");
        }
#pragma warning restore CA1031
    }

    private PassFinished Failed(string problem) => new(steps.Epoch, _written, null, _bundle.Facts, _bundle.Version, problem);

    private async Task<(PassConclusion? Conclusion, string? Problem)> DecideAndActAsync()
    {
        for (var decisions = 0; decisions < MostDecisions; decisions++)
        {
            if (await ObserveAsync() is not { } situation)
            {
                await _release.Idle;
                return (new PassConclusion.LeftAlone(), null);
            }
            var decision = PassPlanner.Decide(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), time.GetUtcNow()));
            if (_owed is { } owed && decision is not PassDecision.CompleteSpec)
            {
                if (await PatchAsync(owed) is { } unnamed) return (null, unnamed);
                continue;
            }
            switch (decision)
            {
                case PassDecision.CreateBundle create:
                    if (await CreateAsync(create) is { } uncreated)
                        return Blocked(new Refusal(Refusal.ConfigInvalid, $"unable to create base config bundle `Secret`: {uncreated}"));
                    (_registry, _owed) = (create.Named, create.RegistryPatch);
                    break;
                case PassDecision.CompleteSpec complete:
                    if (await PatchAsync(complete.RegistryPatch) is { } failed) return (null, failed);
                    break;
                case PassDecision.Apply apply:
                    if (await ApplyAsync(apply) is { } applied) return applied;
                    break;
                case PassDecision.CleanUp:
                    var (unclean, left) = await RegistryFinalizer.ClearAsync(session, key, _registry);
                    return unclean is null ? (new PassConclusion.CleanedUp(left), null) : (null, unclean);
                case PassDecision.End end:
                    return (end.Conclusion, null);
                default:
                    throw new InvalidOperationException($"Unknown decision {decision.GetType().Name}.");
            }
        }
        return (null, "The registry's spec keeps changing back: does another tool own spec.components or spec.configBundleSecret?");
    }

    /// <summary>With the pass's own patches, which may not have been shown yet.</summary>
    private PassInputs? InputsOf(RegistryPicture picture, VersionChoice choice) =>
        picture.Inputs(choice, session.Facts) is { } shown ? shown with { Uid = _registry.Uid, Generation = Math.Max(shown.Generation, _registry.Generation) } : null;

    private void TakeNewest()
    {
        _picture = live.Look().Current;
        if (_picture.Registry is { } shown && shown.Uid == _registry.Uid && Drift.IsOlder(_registry.ResourceVersion, shown.ResourceVersion))
            (_registry, _owed) = (shown, null);
    }

    /// <summary>Null when the registry has come to ask for a version that it cannot have.</summary>
    private async Task<PassSituation?> ObserveAsync()
    {
        TakeNewest();
        var facts = session.Facts;
        var choice = _picture.Choose(facts);
        live.Covered = InputsOf(_picture, choice);
        // A registry that is on its way out is cleaned up after, whatever it was meant to run.
        var release = choice is VersionChoice.Run run ? run.Release
            : _picture.IsDeleting ? new QuayRelease(choice.Target, ReleaseMinor.Newest, DefaultImages.Of(ReleaseMinor.Newest))
            : null;
        if (release is null) return null;
        (var situation, _bundle) = await _observe.SituationAsync(_registry, release, _picture, facts, settings.For(key, _registry.Uid, facts));
        return situation;
    }

    /// <summary>Null when there is something new to decide on.</summary>
    private async Task<(PassConclusion? Conclusion, string? Problem)?> ApplyAsync(PassDecision.Apply apply)
    {
        // Before the first pod: those that are there are not moved.
        if (NodePlacement.IsAsked(session.Facts.Policy) && await NamespaceLabels.PlaceAsync(session, key.Namespace) is { } unplaced) return (null, unplaced);
        if (apply.Obsolete is { } obsolete && await DeleteAsync(obsolete) is { } stays) return (null, stays);
        var problem = await _release.RunAsync(apply.Steps);
        // What is stored now is what every later decision has to use.
        if (_release.StoredKeys) memory.Stored = PassReadings.StoredKeys(apply.Steps, key.Name) is { } keys ? memory.Stored! with { Keys = keys } : null;
        if (problem is null && !apply.Conclusion.Holds.IsEmpty && await SomethingNewAsync()) return null;

        problem ??= await _release.CompleteAsync();
        await _release.Idle;
        if (problem is not null) return problem.Passing ? (null, problem.Text) : Blocked(Refusal.NotApplied(problem.Text, apply.Conclusion.TargetVersion));
        if (await LabelAsync() is { } unlabelled) return Blocked(new Refusal(Refusal.MonitoringDependency, unlabelled));
        // Not before the first pass that left nothing to do: a registry deleted earlier has nothing to clean up.
        if (apply.Conclusion.LeftNothing)
        {
            // The status of before the pass may have been written meanwhile: a patch of the version from before it would only be refused.
            TakeNewest();
            for (var attempt = 0; RegistryPatches.AddFinalizer(_registry) is { } add && attempt < MostDecisions; attempt++)
                if (await PatchAsync(add) is { } refused)
                    return (null, refused);
        }
        return (apply.Conclusion, null);
    }

    /// <summary>
    /// While something is still under way, waits for what the pass holds things back for: a bucket or a database often comes sooner than a
    /// cluster address. False when everything is done and nothing new is known.
    /// </summary>
    private async Task<bool> SomethingNewAsync()
    {
        while (true)
        {
            var (picture, changed) = live.Look();
            if (!picture.MayReconcile) return false;
            if (InputsOf(picture, picture.Choose(session.Facts)) != live.Covered)
            {
                await Task.Delay(Gathering, time, session.Ended);
                return true;
            }
            var idle = _release.Idle;
            if (idle.IsCompleted) return false;
            await Task.WhenAny(idle, changed).WaitAsync(session.Ended);
        }
    }

    /// <summary>Null when it worked, else why not.</summary>
    private async Task<string?> CreateAsync(PassDecision.CreateBundle create)
    {
        var created = await session.Api.CreateAsync(create.Secret, session.Ended);
        if (created.Succeeded(out var secret, out var error))
            memory.Bundle = BundleReading.Of(secret.Key.Name, create.Secret, secret.ResourceVersion, _picture.BundleVersion);
        return error is null or KubernetesError.AlreadyExists ? null : error.Message;
    }

    /// <summary>Foreground: the pods of a Job end before the object does, so that no two migrations run at once.</summary>
    private async Task<string?> DeleteAsync(ObservedObject job)
    {
        var answer = await session.Api.DeleteAsync(job.Key, new DeleteOptions(job.Uid, Propagation: DeletePropagation.Foreground), session.Ended);
        return answer.ErrorOrNull is { } error and not KubernetesError.NotFound ? $"{job.Key} cannot be replaced: {error.Message}" : null;
    }

    private async Task<string?> LabelAsync()
    {
        // Whoever may look at some namespaces only may not label them either.
        if (!session.Facts.Policy.Namespaces.IsEmpty) return null;
        if (_release.Applied == 0 || memory.Labelled || !session.Facts.Features!.Prometheus) return null;
        var problem = await NamespaceLabels.EnsureAsync(session, key.Namespace);
        memory.Labelled = problem is null;
        return problem;
    }

    // No event tells when what the API server refused becomes possible, so the problem asks for another pass.
    private static (PassConclusion Conclusion, string? Problem) Blocked(Refusal refusal) => (new PassConclusion.Blocked(refusal.Reason, refusal.Message), refusal.Message);

    /// <summary>
    /// Patches the registry as last read. When somebody changed it since (its own status is written all the time), it is read again and
    /// nothing is written: the caller decides anew.
    /// </summary>
    private async Task<string?> PatchAsync(JsonObject patch)
    {
        var answer = await session.Api.MergePatchAsync(_object, patch, session.Ended);
        if (answer.ErrorOrNull is KubernetesError.Conflict) answer = await session.Api.ObserveAsync(_object, session.Ended);
        if (!answer.Succeeded(out var read, out var error)) return $"{_object}: {error.Message}";
        if (read.Facts is not QuayRegistryFacts { Registry: var registry }) return $"{_object}: the API server's answer is no QuayRegistry.";
        if (session.Facts.Policy.KeepSpec) (read, registry) = (BundleCreation.Named(read), BundleCreation.Named(registry));
        (_written, _registry, _owed) = (read, registry, null);
        return null;
    }
}
