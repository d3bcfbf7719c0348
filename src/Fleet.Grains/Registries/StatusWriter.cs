using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Grains.Clusters;
using Fleet.Grains.Outbox;
using Fleet.Grains.Tracing;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Registries;

/// <summary>
/// Keeps a registry's status subresource what it should be: writes only what differs, the newest only, and again until the cluster has it.
/// </summary>
internal sealed class StatusWriter(
    RegistryKey key, ClusterSessions sessions, IRegistryGrain registry, TimeProvider time, Action<Exception> failed, Action<string> untold) : IAsyncDisposable
{
    /// <summary>A registry that comes up changes its status by the moment: what follows a write so soon is taken together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ObjectKey _object = new(ResourceKind.QuayRegistry, key.Namespace, key.Name);
    private LatestOutbox<StatusChange>? _outbox;
    private QuayRegistryStatus? _posted;
    private QuayRegistryStatus? _told;

    /// <summary>Writes the status if the registry's own differs and this one is not on its way already.</summary>
    public void Keep(RegistryPicture picture)
    {
        if (picture.Registry is not { DeletionTimestamp: null } || picture.Status.SaysTheSameAs(picture.Registry.Status)) return;
        _outbox ??= new LatestOutbox<StatusChange>(WriteAsync, time, failed);
        if (_posted is not null && picture.Status.SaysTheSameAs(_posted) && !_outbox.IsIdle) return;
        _posted = picture.Status;
        _outbox.Post(new StatusChange(picture.Registry.Status, picture.Status));
    }

    public ValueTask DisposeAsync() => _outbox?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task WriteAsync(Numbered<StatusChange> change)
    {
        if (!sessions.TryGet(key.Cluster, out var session) || !session.Facts.MayWrite) return;
        using var span = FleetTraces.StartStatus(key);
        var answer = await session.Api.PatchStatusAsync(_object, StatusRules.Patch(change.Value.After), session.Ended);
        if (answer.Succeeded(out var written, out var error))
        {
            await registry.StatusWritten(new StatusWritten(written));
            await TellAsync(session, change.Value, written);
            await Task.Delay(Pause, time, session.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        else if (error is not KubernetesError.NotFound)
        {
            throw new StatusNotWrittenException(error.Message);
        }
    }

    private async Task TellAsync(ClusterSession session, StatusChange change, ObservedObject written)
    {
        var number = 0;
        // What the cluster had when this status was posted may be older than the one written before it.
        var before = Interlocked.Exchange(ref _told, change.After) ?? change.Before;
        foreach (var told in StatusEvents.Between(before, change.After))
        {
            var answer = await session.Api.CreateAsync(StatusEvents.Body(told, written, time.GetUtcNow(), number++), session.Ended);
            // Events are for people who look; the status, which is the truth, is written.
            if (answer.ErrorOrNull is { } error) untold($"{told.Reason}: {error.Message}");
        }
    }
}

/// <param name="Before">What the cluster had.</param>
internal sealed record StatusChange(QuayRegistryStatus Before, QuayRegistryStatus After);

/// <summary>The API server did not take a status; it is written again after a pause.</summary>
internal sealed class StatusNotWrittenException(string message) : Exception(message);
