using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Grains.Outbox;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// Keeps a registry's status subresource what it should be: writes only what differs, the newest only, and again until the cluster has it.
/// </summary>
internal sealed class StatusWriter(
    RegistryKey key, ClusterSessions sessions, IRegistryGrain registry, TimeProvider time, Action<Exception> failed) : IAsyncDisposable
{
    /// <summary>A registry that comes up changes its status by the moment: what follows a write so soon is taken together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);
    private LatestOutbox<QuayRegistryStatus>? _outbox;
    private QuayRegistryStatus? _posted;

    /// <summary>Writes the status if the registry's own differs and this one is not on its way already.</summary>
    public void Keep(RegistryPicture picture)
    {
        if (picture.Registry is not { DeletionTimestamp: null } || SameStatus(picture.Status, picture.Registry.Status)) return;
        _outbox ??= new LatestOutbox<QuayRegistryStatus>(WriteAsync, time, failed);
        if (_posted is not null && SameStatus(picture.Status, _posted) && !_outbox.IsIdle) return;
        _posted = picture.Status;
        _outbox.Post(picture.Status);
    }

    public ValueTask DisposeAsync() => _outbox?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WriteAsync(Numbered<QuayRegistryStatus> status)
    {
        if (!sessions.TryGet(key.Cluster, out var session) || !session.Facts.MayWrite) return;
        var answer = await session.Api.PatchStatusAsync(_object, StatusRules.Patch(status.Value), session.Ended);
        if (answer.Succeeded(out var written, out var error))
        {
            await registry.StatusWritten(new StatusWritten(written));
            await Task.Delay(Pause, time, session.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (error is not KubernetesError.NotFound)
        {
            throw new StatusNotWrittenException(error.Message);
        }
    }

    private static bool SameStatus(QuayRegistryStatus a, QuayRegistryStatus b) =>
        a with { Conditions = [], LastUpdated = null } == b with { Conditions = [], LastUpdated = null } && a.Conditions.SequenceEqual(b.Conditions);
}

/// <summary>The API server did not take a status; it is written again after a pause.</summary>
internal sealed class StatusNotWrittenException(string message) : Exception(message);
