using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status.Readiness;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// One pass over a registry: observe, decide, carry out, beside the grain. Level-triggered: it can start from nothing, be cut short anywhere,
/// and the next one reaches the same end.
/// </summary>
internal sealed class RegistryPass(
    ClusterSession session,
    RegistryKey key,
    long epoch,
    RegistryPicture picture,
    StepTracker steps,
    RegistrySettings settings,
    IGrainFactory grains,
    TimeProvider time)
{
    /// <summary>Creating the bundle, completing the spec, applying: more turns than that means that somebody undoes them.</summary>
    private const int MostDecisions = 6;

    /// <summary>Far beyond what the slowest API server takes: an answer that does not come by then got lost.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromMinutes(5);

    private readonly PassObservation _observe = new(session, key);
    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);
    private ObservedObject? _written;
    private QuayRegistry _registry = picture.Registry!;
    private (Task<ManagedKeys> Keys, Task<ObjectStorageFacts> Storage, Task<string> ServiceCa, Task<string> TrustedCa)? _rest;
    private BundleFacts _bundle = BundleFacts.Unread;
    private string? _bundleVersion;

    public async Task RunAsync(Action<Exception> crashed)
    {
        try
        {
            var finished = await TryRunAsync(crashed);
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
            return new PassFinished(epoch, _written, conclusion, _bundle, _bundleVersion, problem);
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

    private PassFinished Failed(string problem) => new(epoch, _written, null, _bundle, _bundleVersion, problem);

    private async Task<(PassConclusion? Conclusion, string? Problem)> DecideAndActAsync()
    {
        for (var decisions = 0; decisions < MostDecisions; decisions++)
        {
            var decision = PassPlanner.Decide(await ObserveAsync(), new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), time.GetUtcNow()));
            switch (decision)
            {
                case PassDecision.CreateBundle create:
                    var created = await session.Api.CreateAsync(create.Secret, session.Ended);
                    if (created.ErrorOrNull is { } refused and not KubernetesError.AlreadyExists)
                        return Blocked(Refusal.ConfigInvalid, $"unable to create base config bundle `Secret`: {refused.Message}");
                    if (await PatchAsync(_ => create.RegistryPatch) is { } problem) return (null, problem);
                    break;
                case PassDecision.CompleteSpec complete:
                    if (await PatchAsync(_ => complete.RegistryPatch) is { } failed) return (null, failed);
                    break;
                case PassDecision.Apply apply:
                    return await ApplyAsync(apply);
                case PassDecision.CleanUp:
                    return await RegistryFinalizer.ClearAsync(session, key, _registry) is { } unclean ? (null, unclean) : (new PassConclusion.CleanedUp(), null);
                case PassDecision.End end:
                    return (end.Conclusion, null);
                default:
                    throw new InvalidOperationException($"Unknown decision {decision.GetType().Name}.");
            }
        }
        return (null, "The registry's spec keeps changing back: does another tool own spec.components or spec.configBundleSecret?");
    }

    private async Task<PassSituation> ObserveAsync()
    {
        var facts = session.Facts;
        var bundle = _observe.BundleAsync(_registry.ConfigBundleSecret);
        // The pass itself changes none of the rest before it applies, so one look serves all its decisions.
        var (keys, storage, serviceCa, trustedCa) = _rest ??= ObserveRest();
        await Task.WhenAll(bundle, keys, storage, serviceCa, trustedCa);

        (var content, _bundleVersion, _bundle) = await bundle;
        return new PassSituation(
            _registry with { Status = picture.Status },
            picture.Release(settings.Catalog)!,
            facts.Features!,
            facts.Router is { } router ? new RouterKnowledge(router.AppsDomain, router.Certificate) : null,
            content,
            await keys,
            await storage,
            await serviceCa,
            await trustedCa,
            picture.FactsOf(ComponentKind.Postgres).DatabaseAvailable,
            picture.FactsOf(ComponentKind.ClairPostgres).DatabaseAvailable,
            picture.FactsOf(ComponentKind.Quay).UpgradeJob,
            settings.Operator);
    }

    private (Task<ManagedKeys> Keys, Task<ObjectStorageFacts> Storage, Task<string> ServiceCa, Task<string> TrustedCa) ObserveRest()
    {
        // What the watch has shown to be absent is not asked for.
        var caKnown = picture.FactsOf(ComponentKind.Quay).HasCaBundles;
        return (
            _observe.KeysAsync(isNew: picture.Status.CurrentVersion is null),
            _observe.StorageAsync(picture.FactsOf(ComponentKind.ObjectStorage).BucketBound),
            caKnown ? _observe.CaHashAsync("cluster-service-ca", "service-ca.crt") : Task.FromResult(""),
            caKnown ? _observe.CaHashAsync("cluster-trusted-ca", "ca-bundle.crt") : Task.FromResult(""));
    }

    private async Task<(PassConclusion? Conclusion, string? Problem)> ApplyAsync(PassDecision.Apply apply)
    {
        foreach (var step in apply.Steps)
            if (await ReleaseAsync(step) is { } problem)
                return problem.Passing ? (null, problem.Text) : Blocked(Refusal.CreationFailed, $"error creating object: {problem.Text}");
        if (steps.Applied > 0 && session.Facts.Features!.Prometheus && await NamespaceLabels.EnsureAsync(session, key.Namespace) is { } unlabelled)
            return Blocked(Refusal.MonitoringDependency, unlabelled);
        // Not before the first pass that left nothing to do: a registry deleted earlier has nothing to clean up.
        if (apply.Conclusion is { Holds.IsEmpty: true, MigrationReleased: false })
            for (var attempt = 0; RegistryFinalizer.Add(_registry) is not null && attempt < MostDecisions; attempt++)
                if (await PatchAsync(registry => RegistryFinalizer.Add(registry)!) is { } refused)
                    return (null, refused);
        return (apply.Conclusion, null);
    }

    // No event tells when what the API server refused becomes possible, so the problem asks for another pass.
    private static (PassConclusion Conclusion, string? Problem) Blocked(string reason, string message) =>
        (new PassConclusion.Blocked(reason, message), message);

    private async Task<StepProblem?> ReleaseAsync(PassStep step)
    {
        var byComponent = step.Objects.GroupBy(o => o.Component).ToList();
        var done = steps.Begin(step.Number, byComponent.Select(group => group.Key));
        await Task.WhenAll(byComponent.Select(group =>
            grains.GetGrain<IComponentGrain>(new ComponentKey(key, group.Key).ToString())
                .Release(new ReleasedStep(epoch, step.Number, [.. group.Select(Released)]))));
        return await done.WaitAsync(LongestStep, time, session.Ended);
    }

    private ReleasedObject Released(RenderedObject rendered)
    {
        var body = ApplyBody.Of(rendered);
        return new ReleasedObject(rendered.Key, body, settings.HashOf(body));
    }

    /// <summary>
    /// Patches the registry as last read. When somebody changed it since (its own status is written all the time), it is read again and
    /// nothing is written: the caller decides anew.
    /// </summary>
    private async Task<string?> PatchAsync(Func<QuayRegistry, JsonObject> patch)
    {
        var answer = await session.Api.MergePatchAsync(_object, patch(_registry), session.Ended);
        if (answer.ErrorOrNull is KubernetesError.Conflict) answer = await session.Api.ObserveAsync(_object, session.Ended);
        if (!answer.Succeeded(out var read, out var error)) return $"{_object}: {error.Message}";
        if (read.Facts is not QuayRegistryFacts { Registry: var registry }) return $"{_object}: the API server's answer is no QuayRegistry.";
        (_written, _registry) = (read, registry);
        return null;
    }
}
