using System.Collections.Immutable;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
internal sealed partial class CatalogGrain(
    [PersistentState("catalog")] IPersistentState<CatalogState> state,
    ReleaseCatalog builtIn,
    IClusterDirectory clusters,
    ILogger<CatalogGrain> logger) : Grain, ICatalogGrain
{
    private readonly ILogger<CatalogGrain> _logger = logger;
    private FleetCatalog _inForce = new(0, builtIn, FleetCatalog.NoApprovals);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _inForce = new FleetCatalog(state.State.Revision, CatalogMerge.Of(builtIn, state.State.Imported).Catalog, state.State.Approvals, state.State.Stop);
        return Task.CompletedTask;
    }

    public Task<FleetCatalog> Get() => Task.FromResult(_inForce);

    public async Task<ImportOutcome> Diff(CatalogText catalog) => (await DecideAsync(catalog)).Outcome;

    public async Task<ImportOutcome> Import(CatalogText catalog)
    {
        var (outcome, accepted) = await DecideAsync(catalog);
        if (outcome is not ImportOutcome.Imported imported || accepted is null || IsKept(catalog.Name, accepted)) return outcome;
        await StoreAsync(accepted.Imported, state.State.Approvals, accepted.Fleet, state.State.Stop);
        LogImported(catalog.Name, _inForce.Revision, imported.Diff.Added.Length, imported.Diff.Changed.Length, imported.Diff.Removed.Length);
        return imported with { Revision = _inForce.Revision };
    }

    public async Task<ApprovalOutcome> SetApproval(string channel, Approval? approval)
    {
        if (_inForce.Catalog.Channel(channel) is null) return new ApprovalOutcome.UnknownChannel([.. _inForce.Catalog.Channels.Select(known => known.Name)]);
        var approvals = approval is { } chosen ? state.State.Approvals.SetItem(channel, chosen) : state.State.Approvals.Remove(channel);
        if (approvals != state.State.Approvals) await StoreAsync(state.State.Imported, approvals, _inForce.Catalog, state.State.Stop);
        return new ApprovalOutcome.Set(_inForce);
    }

    public async Task<FleetStop?> SetStop(FleetStop? stop)
    {
        if (stop is null != _inForce.Stop is null) await StoreAsync(state.State.Imported, state.State.Approvals, _inForce.Catalog, stop);
        return _inForce.Stop;
    }

    public Task<FleetStop?> GetStop() => Task.FromResult(_inForce.Stop);

    // A whole index takes seconds to read, which is no work for a turn.
    private Task<(ImportOutcome Outcome, CatalogAdmission.Accepted? Accepted)> DecideAsync(CatalogText catalog)
    {
        var (imported, revision) = (state.State.Imported, _inForce.Revision);
        return Task.Run(() => Decide(catalog, imported, revision));
    }

    private (ImportOutcome Outcome, CatalogAdmission.Accepted? Accepted) Decide(
        CatalogText text, ImmutableSortedDictionary<string, ReleaseCatalog> imported, long revision)
    {
        switch (CatalogImport.Read(text.Text, text.File, text.Package))
        {
            case ReadOutcome.Refused refused:
                return (new ImportOutcome.Refused(refused.Problems), null);
            case ReadOutcome.Read { Catalog: var read, Source: var source }:
                return CatalogAdmission.Decide(builtIn, imported, text.Name, read.Catalog, source) switch
                {
                    CatalogAdmission.Accepted accepted => (
                        new ImportOutcome.Imported(revision, accepted.Diff, read.Package, read.Catalog.Releases.Length, read.Ignored, read.OtherPackages), accepted),
                    CatalogAdmission.Refused refused => (new ImportOutcome.Refused(refused.Problems), null),
                    _ => throw new InvalidOperationException("A catalog is either accepted or refused."),
                };
            default:
                throw new InvalidOperationException("A catalog is either read or refused.");
        }
    }

    private bool IsKept(string name, CatalogAdmission.Accepted accepted) =>
        state.State.Imported.TryGetValue(name, out var kept)
        && kept.DefaultChannel == accepted.Imported[name].DefaultChannel
        && CatalogDiff.Between(kept, accepted.Imported[name]).IsEmpty;

    private async Task StoreAsync(
        ImmutableSortedDictionary<string, ReleaseCatalog> imported, ImmutableSortedDictionary<string, Approval> approvals, ReleaseCatalog merged, FleetStop? stop)
    {
        (state.State.Revision, state.State.Imported, state.State.Approvals, state.State.Stop) = (state.State.Revision + 1, imported, approvals, stop);
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // In memory we are now ahead of the store; the next activation reads what was really kept.
            DeactivateOnIdle();
            throw;
        }
        // Only now: whoever asks meanwhile is told what is durable.
        _inForce = new FleetCatalog(state.State.Revision, merged, approvals, stop);
        await Announce();
    }

    private async Task Announce()
    {
        try
        {
            foreach (var cluster in await clusters.ListAsync(CancellationToken.None))
                await GrainFactory.GetGrain<IClusterGrain>(cluster.ToString()).CatalogChanged(_inForce.Revision);
        }
#pragma warning disable CA1031 // what is stored is in force; clusters that did not hear of it ask within a minute
        catch (Exception e)
        {
            LogNotAnnounced(e, _inForce.Revision);
        }
#pragma warning restore CA1031
    }
}
