using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Grains.Clusters;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>Finds out what would be in the way of a pass as another release. Reads, asks and tries; writes nothing.</summary>
internal sealed class RegistryTrial(ClusterSession session, RegistryKey key, RegistryPicture picture, RegistrySettings settings, TimeProvider time)
{
    /// <summary>About fifty objects are tried, and other registries of the cluster at the same time.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    /// <summary>What dry runs do not tell: a pass also deletes what it supersedes, and writes to the registry itself.</summary>
    private IEnumerable<AccessQuestion> Rights =>
    [
        new("delete", "batch", "jobs", key.Namespace),
        new("delete", "", "secrets", key.Namespace),
        new("patch", "quay.redhat.com", "quayregistries", key.Namespace),
        new("patch", "quay.redhat.com", "quayregistries", key.Namespace, "status"),
    ];

    /// <summary>What would be in the way; null when nothing would be.</summary>
    /// <param name="certificate">For how long the bundle's certificate has to be valid yet.</param>
    public async Task<string?> RunAsync(string version, TimeSpan certificate)
    {
        var (faults, problem) = await LimitedAsync(async cancellation =>
        {
            var trial = await PrepareAsync(AsVersion(version), certificate, cancellation);
            var rights = Rights.Select(right => FaultOfAsync(right, cancellation));
            var tries = trial.Preflight.Objects.Select(rendered => FaultOfAsync(rendered, cancellation));
            return trial.Preflight.Faults.AddRange((await Task.WhenAll(rights.Concat(tries))).OfType<string>());
        });
        return problem ?? (faults.IsDefaultOrEmpty ? null : string.Join("; ", faults));
    }

    /// <summary>What would change.</summary>
    /// <param name="version">Null for what it is meant to run.</param>
    public async Task<(RegistryDiff? Diff, string? Problem)> CompareAsync(string? version) => await LimitedAsync(async cancellation =>
    {
        var trial = await PrepareAsync(version is null ? picture.Choose(session.Facts) : AsVersion(version), TimeSpan.Zero, cancellation);
        var objects = await Task.WhenAll(trial.Preflight.Objects.Select(rendered => CompareAsync(rendered, cancellation)));
        return new RegistryDiff(trial.Version, trial.Preflight.Faults, [.. objects]);
    });

    private VersionChoice AsVersion(string version)
    {
        var (facts, wish) = (session.Facts, VersionWish.None with { Target = version });
        return picture.WithImages(
            VersionRules.Choose(facts.Catalog?.Catalog ?? ReleaseCatalog.BuiltIn, wish, picture.RunningVersion, facts.Features?.KubernetesVersion), VersionWish.Of(picture.Registry!), facts);
    }

    private async Task<(T? Value, string? Problem)> LimitedAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session.Ended);
        try
        {
            return (await work(ended.Token), null);
        }
        catch (Exception e) when (e is PassObservation.NotReadableException or NotTriedException)
        {
            return (default, e.Message);
        }
        catch (OperationCanceledException)
        {
            return (default, limit.IsCancellationRequested ? $"it could not be tried within {Longest}" : $"the connection to cluster {key.Cluster} was closed");
        }
    }

    /// <exception cref="NotTriedException">There is nothing to try.</exception>
    private async Task<(string Version, RegistryPreflight Preflight)> PrepareAsync(VersionChoice choice, TimeSpan certificate, CancellationToken cancellation)
    {
        var facts = session.Facts;
        if (!facts.MayWrite) throw new NotTriedException(facts.WriteBlocker?.Message ?? (facts.Mode == ClusterMode.Reconcile ? $"what cluster {key.Cluster} serves is not known yet" : $"cluster {key.Cluster} is in mode {facts.Mode.ToString().ToLowerInvariant()}"));
        if (!picture.MayReconcile) throw new NotTriedException(picture.ForeignWrite ?? (picture.IsPaused ? "it is paused" : "its objects have not all been seen yet"));
        if (choice is not VersionChoice.Run { Release: var release }) throw new NotTriedException(((VersionChoice.Leave)choice).Why.Message);

        // Of this trial alone: what passes have read is theirs, and what is read here is kept nowhere.
        var observation = new PassObservation(session, key, new PassMemory());
        var (situation, _) = await observation.SituationAsync(picture.Registry!, release, picture, facts, settings.For(key, picture.Registry!.Uid, facts)).WaitAsync(cancellation);
        return (release.Version, RegistryPreflight.Of(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), time.GetUtcNow()), certificate));
    }

    private async Task<ObjectChange> CompareAsync(RenderedObject rendered, CancellationToken cancellation)
    {
        var body = JsonNode.Parse(ApplyBody.Of(rendered))!.AsObject();
        var found = await session.Api.GetAsync(rendered.Key, cancellation);
        if (!found.Succeeded(out var live, out var unread) && unread is not KubernetesError.NotFound) return Of(ObjectAction.Refuse, [], unread.Message);
        if ((await session.Api.DryRunApplyAsync(body, ApplyOptions.Default, cancellation)).Succeeded(out var applied, out var refused))
        {
            var changes = AppliedDiff.Between(live, applied);
            return Of(live is null ? ObjectAction.Create : changes.IsEmpty ? ObjectAction.Keep : ObjectAction.Change, changes, null);
        }
        // What a pass puts right by itself is in nobody's way.
        if (refused is not KubernetesError.Invalid { Causes: var causes } || live is null) return Of(ObjectAction.Refuse, [], refused.Message);
        if (rendered.Key.Kind == ResourceKind.Job) return Of(ObjectAction.Replace, [], null);
        var leftovers = Leftovers.Of(causes, live, body);
        return leftovers.IsEmpty ? Of(ObjectAction.Refuse, [], refused.Message) : Of(ObjectAction.Change, AppliedDiff.Unanswered(live, body, leftovers), null);

        ObjectChange Of(ObjectAction action, ImmutableArray<FieldChange> changes, string? problem) => new(rendered.Component, rendered.Key, action, changes, problem);
    }

    private async Task<string?> FaultOfAsync(AccessQuestion right, CancellationToken cancellation)
    {
        if (!(await session.Api.MayAsync(right, cancellation)).Succeeded(out var may, out var error)) return $"it cannot be asked whether the fleet may {right}: {error.Message}";
        return may ? null : $"the fleet may not {right}: apply deploy/member-cluster/rbac.yaml to the cluster";
    }

    private async Task<string?> FaultOfAsync(RenderedObject rendered, CancellationToken cancellation)
    {
        var body = JsonNode.Parse(ApplyBody.Of(rendered))!.AsObject();
        var tried = await session.Api.DryRunApplyAsync(body, ApplyOptions.Default, cancellation);
        if (tried.ErrorOrNull is not { } error) return null;
        // What a pass puts right by itself is in nobody's way: a Job is replaced, and what an earlier apply left behind is removed.
        if (error is KubernetesError.Invalid invalid && (rendered.Key.Kind == ResourceKind.Job || await IsLeftBehindAsync(rendered.Key, body, invalid.Causes, cancellation))) return null;
        return $"{rendered.Key}: {error.Message}";
    }

    private async Task<bool> IsLeftBehindAsync(ObjectKey of, JsonObject body, ImmutableArray<string> causes, CancellationToken cancellation) =>
        (await session.Api.GetAsync(of, cancellation)).Succeeded(out var live, out _) && !Leftovers.Of(causes, live, body).IsEmpty;

    private sealed class NotTriedException(string message) : Exception(message);
}
