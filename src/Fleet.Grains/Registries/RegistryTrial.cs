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

    /// <summary>What a pass as another release would change.</summary>
    public async Task<UpgradePreview> PreviewAsync(string version)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, session.Ended);
        try
        {
            var (faults, objects) = await RenderAsync(version, TimeSpan.Zero, ended.Token);
            if (!faults.IsEmpty) return new UpgradePreview(faults, []);
            var previews = await Task.WhenAll(objects.Select(rendered => PreviewAsync(rendered, ended.Token)));
            return new UpgradePreview([.. previews.Select(preview => preview.Fault).OfType<string>()], [.. previews.Select(preview => preview.Object).OfType<ObjectPreview>()]);
        }
        catch (PassObservation.NotReadableException e)
        {
            return new UpgradePreview([e.Message], []);
        }
        catch (OperationCanceledException)
        {
            return new UpgradePreview([limit.IsCancellationRequested ? $"it could not be tried within {Longest}" : $"the connection to cluster {key.Cluster} was closed"], []);
        }
    }

    private async Task<(ObjectPreview? Object, string? Fault)> PreviewAsync(RenderedObject rendered, CancellationToken cancellation)
    {
        var body = JsonNode.Parse(ApplyBody.Of(rendered))!.AsObject();
        var read = await session.Api.GetAsync(rendered.Key, cancellation);
        if (!read.Succeeded(out var live, out var unread) && unread is not KubernetesError.NotFound) return (null, $"{rendered.Key}: {unread.Message}");
        var tried = await session.Api.DryRunApplyAsync(body, ApplyOptions.Default, cancellation);
        if (tried.Succeeded(out var becomes, out var error)) return (ObjectPreview.Of(rendered.Key, live, becomes), null);
        if (error is not KubernetesError.Invalid invalid) return (null, $"{rendered.Key}: {error.Message}");
        if (rendered.Key.Kind == ResourceKind.Job) return (ObjectPreview.Of(rendered.Key, live, null), null);
        // What an earlier apply left behind is taken away first; what the rest comes to is not known before that.
        return live is not null && !Leftovers.Of(invalid.Causes, live, body).IsEmpty
            ? (new ObjectPreview(rendered.Key, ObjectFate.Changed, []), null)
            : (null, $"{rendered.Key}: {error.Message}");
    }

    private async Task<ImmutableArray<string>> FaultsAsync(string version, TimeSpan certificate, CancellationToken cancellation)
    {
        var (faults, objects) = await RenderAsync(version, certificate, cancellation);
        var rights = Rights.Select(right => FaultOfAsync(right, cancellation));
        var tries = objects.Select(rendered => FaultOfAsync(rendered, cancellation));
        return [.. faults, .. (await Task.WhenAll(rights.Concat(tries))).OfType<string>()];
    }

    /// <summary>What a pass would apply; empty, with the reasons, when it could not.</summary>
    private async Task<(ImmutableArray<string> Faults, ImmutableArray<RenderedObject> Objects)> RenderAsync(string version, TimeSpan certificate, CancellationToken cancellation)
    {
        var facts = session.Facts;
        if (!facts.MayWrite) return ([facts.WriteBlocker?.Message ?? (facts.Mode == ClusterMode.Reconcile ? $"what cluster {key.Cluster} serves is not known yet" : $"cluster {key.Cluster} is in mode {facts.Mode.ToString().ToLowerInvariant()}")], []);
        if (!picture.MayReconcile) return ([picture.ForeignWrite ?? (picture.IsPaused ? "it is paused" : "its objects have not all been seen yet")], []);
        var wish = VersionWish.None with { Target = version };
        var choice = VersionRules.Choose(facts.Catalog?.Catalog ?? ReleaseCatalog.BuiltIn, wish, picture.RunningVersion, facts.Features?.KubernetesVersion);
        if (choice is not VersionChoice.Run { Release: var release }) return ([((VersionChoice.Leave)choice).Why.Message], []);

        // Of this trial alone: what passes have read is theirs, and what is read here is kept nowhere.
        var observation = new PassObservation(session, key, new PassMemory());
        var (situation, _) = await observation.SituationAsync(picture.Registry!, release, picture, facts, settings.Operator).WaitAsync(cancellation);
        var preflight = RegistryPreflight.Of(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), time.GetUtcNow()), certificate);
        return (preflight.Faults, preflight.Objects);
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
