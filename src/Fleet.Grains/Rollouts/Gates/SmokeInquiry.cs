using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>Has each registry of a stage be tested where its cluster is: the account does not leave that silo.</summary>
internal sealed class SmokeInquiry(IGrainFactory grains) : IGateInquiry
{
    private const int TestedAtOnce = 8;

    public bool AsksFor(AskingGate gate) => gate is SmokeGate;

    public async Task<string?> AskAsync(GateAsk ask, CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var chunk in ask.Units.Chunk(TestedAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            faults.AddRange((await Task.WhenAll(chunk.Select(TestAsync))).OfType<string>());
        }
        return Faults.Joined(faults);
    }

    private async Task<string?> TestAsync(RegistryKey unit)
    {
        if ((await grains.GetGrain<IClusterGrain>(unit.Cluster.ToString()).Describe())?.Services?.SmokeSecret is not { } secret)
            return $"cluster {unit.Cluster} names no Secret for smoke tests: `quayfleet cluster services {unit.Cluster} --smoke-secret NAMESPACE/NAME`";
        return await grains.GetGrain<IRegistryGrain>(unit.ToString()).Smoke(secret) is { } why ? $"{unit}: {why}" : null;
    }
}
