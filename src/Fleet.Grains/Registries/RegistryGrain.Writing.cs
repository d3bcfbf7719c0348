using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Grains.Registries;

/// <summary>What people write to the QuayRegistry through the fleet.</summary>
internal sealed partial class RegistryGrain
{
    private bool _writing;

    public async Task<RegistryManifestAnswer> Manifest() =>
        _sessions.TryGet(_key.Cluster, out var session)
            ? await new RegistryEditor(session, _key).ReadAsync()
            : new RegistryManifestAnswer(null, $"cluster {_key.Cluster} is not connected");

    public async Task<RegistryWriteOutcome> Write(RegistryWrite write)
    {
        if (!_sessions.TryGet(_key.Cluster, out var session)) return new RegistryWriteOutcome.NotWritten($"Cluster {_key.Cluster} is not connected.");
        if (session.Facts.WriteBlocker is { } blocker) return new RegistryWriteOutcome.Refused(blocker);
        if (session.Facts.Mode != ClusterMode.Reconcile)
            return new RegistryWriteOutcome.Refused(new Blocker(
                "not-reconciled", $"The fleet does not reconcile cluster {_key.Cluster}, which is in another mode: write to it with kubectl, or add it in mode reconcile."));
        // Whether the fleet is stopped is not known before.
        if (session.Facts.Catalog is null) return new RegistryWriteOutcome.NotWritten($"The fleet's catalog has not been read for cluster {_key.Cluster} yet: try again in a moment.");
        // Two creations at once would be one that takes over the other.
        if (_writing) return new RegistryWriteOutcome.Refused(new Blocker("busy", $"Another write to {_key} is under way: try again in a moment."));
        _writing = true;
        try
        {
            return await new RegistryEditor(session, _key).WriteAsync(write);
        }
        catch (OperationCanceledException) when (session.Ended.IsCancellationRequested)
        {
            return new RegistryWriteOutcome.NotWritten($"The connection to cluster {_key.Cluster} was replaced meanwhile, and whether it was written is not known: look before trying again.");
        }
        finally
        {
            _writing = false;
        }
    }
}
