using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
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

    /// <summary>Null when nothing would be.</summary>
    /// <param name="certificate">For how long the bundle's certificate has to be valid yet.</param>
    public async Task<string?> RunAsync(string version, TimeSpan certificate)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session.Ended);
        try
        {
            var faults = await FaultsAsync(version, certificate, ended.Token);
            return faults.IsEmpty ? null : string.Join("; ", faults);
        }
        catch (PassObservation.NotReadableException e)
        {
            return e.Message;
        }
        catch (OperationCanceledException)
        {
            return limit.IsCancellationRequested ? $"it could not be tried within {Longest}" : $"the connection to cluster {key.Cluster} was closed";
        }
    }

    private async Task<ImmutableArray<string>> FaultsAsync(string version, TimeSpan certificate, CancellationToken cancellation)
    {
        var facts = session.Facts;
        if (!facts.MayWrite) return [facts.WriteBlocker?.Message ?? (facts.Mode == ClusterMode.Reconcile ? $"what cluster {key.Cluster} serves is not known yet" : $"cluster {key.Cluster} is in mode {facts.Mode.ToString().ToLowerInvariant()}")];
        if (!picture.MayReconcile) return [picture.ForeignWrite ?? (picture.IsPaused ? "it is paused" : "its objects have not all been seen yet")];
        var wish = VersionWish.None with { Target = version };
        var choice = picture.WithImages(
            VersionRules.Choose(facts.Catalog?.Catalog ?? ReleaseCatalog.BuiltIn, wish, picture.RunningVersion, facts.Features?.KubernetesVersion), VersionWish.Of(picture.Registry!), facts);
        if (choice is not VersionChoice.Run { Release: var release }) return [((VersionChoice.Leave)choice).Why.Message];

        // Of this trial alone: what passes have read is theirs, and what is read here is kept nowhere.
        var observation = new PassObservation(session, key, new PassMemory());
        var (situation, _) = await observation.SituationAsync(picture.Registry!, release, picture, facts, settings.For(key, picture.Registry!.Uid, facts)).WaitAsync(cancellation);
        var preflight = RegistryPreflight.Of(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), time.GetUtcNow()), certificate);
        var rights = Rights.Select(right => FaultOfAsync(right, cancellation));
        var tries = preflight.Objects.Select(rendered => FaultOfAsync(rendered, cancellation));
        return [.. preflight.Faults, .. (await Task.WhenAll(rights.Concat(tries))).OfType<string>()];
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
}
