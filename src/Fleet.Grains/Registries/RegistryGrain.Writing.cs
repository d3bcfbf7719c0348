using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Registries;

/// <summary>What people write to the QuayRegistry through the fleet.</summary>
internal sealed partial class RegistryGrain
{
    private bool _writing;

    public async Task<RegistryManifestAnswer> Manifest() =>
        _sessions.TryGet(_key.Cluster, out var session)
            ? await new RegistryEditor(session, _key).ReadAsync()
            : new RegistryManifestAnswer(null, $"cluster {_key.Cluster} is not connected");

    public Task<RegistryWriteOutcome> Write(RegistryWrite write) => WriteAsync(session => new RegistryEditor(session, _key).WriteAsync(write));

    public Task<bool> AdmitsEditor(string key) => Task.FromResult(
        Facts.Policy.ReconfigureUrl is not null && _picture.Registry is { DeletionTimestamp: null, Uid: var uid } && _settings.IsEditorKey(_key, uid, key));

    public Task<RegistryWriteOutcome> Reconfigure(Reconfigure reconfigure) => WriteAsync(session =>
    {
        if (_picture.Registry is null) return Task.FromResult<RegistryWriteOutcome>(new RegistryWriteOutcome.Missing());
        if (!ReleaseMinor.TryParse(_picture.Choose(session.Facts).Target, null, out var minor))
            return Task.FromResult<RegistryWriteOutcome>(new RegistryWriteOutcome.NotWritten($"The version that {_key} is to run is not known."));
        return new BundleEditor(session, _key, new EffectiveComponents(_picture.Components), minor).WriteAsync(reconfigure);
    });

    private async Task<RegistryWriteOutcome> WriteAsync(Func<ClusterSession, Task<RegistryWriteOutcome>> write)
    {
        if (!_sessions.TryGet(_key.Cluster, out var session)) return new RegistryWriteOutcome.NotWritten($"Cluster {_key.Cluster} is not connected.");
        if (session.Facts.WriteBlocker is { } blocker) return new RegistryWriteOutcome.Refused(blocker);
        if (session.Facts.Mode != ClusterMode.Reconcile)
            return new RegistryWriteOutcome.Refused(new Blocker(
                "not-reconciled", $"The fleet does not reconcile cluster {_key.Cluster}, which is in another mode: write to it with kubectl, or add it in mode reconcile."));
        if (session.Facts.Policy.Namespaces is { IsEmpty: false } namespaces && !namespaces.Contains(_key.Namespace))
            return new RegistryWriteOutcome.Refused(new Blocker(
                "other-namespace", $"The fleet looks at no namespace of cluster {_key.Cluster} but {string.Join(", ", namespaces)}: choose one of these, or add {_key.Namespace} with `quayfleet cluster policy`."));
        // Whether the fleet is stopped is not known before.
        if (session.Facts.Catalog is null) return new RegistryWriteOutcome.NotWritten($"The fleet's catalog has not been read for cluster {_key.Cluster} yet: try again in a moment.");
        // Two creations at once would be one that takes over the other.
        if (_writing) return new RegistryWriteOutcome.Refused(new Blocker("busy", $"Another write to {_key} is under way: try again in a moment."));
        _writing = true;
        try
        {
            return await write(session);
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
