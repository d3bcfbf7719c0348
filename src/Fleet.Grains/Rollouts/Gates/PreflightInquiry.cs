using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Domain.Status;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>
/// Has each registry be tried where its cluster is. Clusters that are not live are left out: their registries are queued, skipped or failed when
/// their turn comes, and block nobody else.
/// </summary>
internal sealed class PreflightInquiry(IGrainFactory grains) : IGateInquiry
{
    private const int TriedAtOnce = 8;

    public bool AsksFor(AskingGate gate) => gate is PreflightGate;

    public async Task<string?> AskAsync(GateAsk ask, CancellationToken cancellationToken)
    {
        var gate = (PreflightGate)ask.Gate;
        var faults = new List<string>();
        foreach (var chunk in ask.Units.Chunk(TriedAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            faults.AddRange((await Task.WhenAll(chunk.Select(unit => TryAsync(unit, ask.Target, gate.Certificate)))).OfType<string>());
        }
        return Faults.Joined(faults);
    }

    private async Task<string?> TryAsync(RegistryKey unit, string target, TimeSpan certificate)
    {
        if (await grains.GetGrain<IClusterGrain>(unit.Cluster.ToString()).Describe() is not { State: ConnectionState.Live }) return null;
        return await grains.GetGrain<IRegistryGrain>(unit.ToString()).Preflight(target, certificate) is { } why ? $"{unit}: {why}" : null;
    }
}
