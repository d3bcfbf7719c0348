using System.Collections.Immutable;
using Fleet.Domain.Releases;
using Fleet.Domain.Releases.Import;
using Microsoft.Extensions.Logging;

namespace Fleet.Grains.Catalog;

/// <inheritdoc cref="ICatalogGrain"/>
internal sealed partial class CatalogGrain(
    [PersistentState("catalog")] IPersistentState<CatalogState> state,
    ReleaseCatalog builtIn,
    ILogger<CatalogGrain> logger) : Grain, ICatalogGrain
{
    private readonly ILogger<CatalogGrain> _logger = logger;
    private FleetCatalog _inForce = new(0, builtIn);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _inForce = new FleetCatalog(state.State.Revision, CatalogMerge.Of(builtIn, state.State.Imported).Catalog);
        return Task.CompletedTask;
    }

    public Task<FleetCatalog> Get() => Task.FromResult(_inForce);

    public async Task<ImportOutcome> Diff(CatalogText catalog) => (await DecideAsync(catalog)).Outcome;

    public async Task<ImportOutcome> Import(CatalogText catalog)
    {
        var (outcome, accepted) = await DecideAsync(catalog);
        if (outcome is not ImportOutcome.Imported imported || accepted is null || IsKept(catalog.Name, accepted)) return outcome;
        await StoreAsync(accepted.Imported);
        // Only now: whoever asks meanwhile is told what is durable.
        _inForce = new FleetCatalog(state.State.Revision, accepted.Fleet);
        LogImported(catalog.Name, _inForce.Revision, imported.Diff.Added.Length, imported.Diff.Changed.Length, imported.Diff.Removed.Length);
        return imported with { Revision = _inForce.Revision };
    }

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

    private async Task StoreAsync(ImmutableSortedDictionary<string, ReleaseCatalog> imported)
    {
        (state.State.Revision, state.State.Imported) = (state.State.Revision + 1, imported);
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
    }
}
