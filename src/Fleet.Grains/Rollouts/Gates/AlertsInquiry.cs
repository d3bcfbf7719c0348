using Fleet.Domain.Clusters;
using Fleet.Domain.Rollouts.Gates;
using Fleet.Grains.Clusters;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>Asks the Prometheus of each cluster of a stage whether anything fires.</summary>
internal sealed class AlertsInquiry(IGrainFactory grains, PrometheusClient prometheus) : IGateInquiry
{
    private const int AskedAtOnce = 16;

    public bool AsksFor(AskingGate gate) => gate is AlertsGate;

    public async Task<string?> AskAsync(GateAsk ask, CancellationToken cancellationToken)
    {
        var query = ((AlertsGate)ask.Gate).Query;
        var faults = new List<string>();
        var asked = new Dictionary<string, List<ClusterName>>(StringComparer.Ordinal);
        foreach (var chunk in ask.Units.Select(unit => unit.Cluster).Distinct().OrderBy(cluster => cluster.ToString(), StringComparer.Ordinal).Chunk(AskedAtOnce))
        {
            foreach (var (cluster, address) in await Task.WhenAll(chunk.Select(async cluster => (cluster, (await grains.GetGrain<IClusterGrain>(cluster.ToString()).Describe())?.Services?.Prometheus))))
            {
                if (address is null) faults.Add($"cluster {cluster} names no Prometheus: `quayfleet cluster services {cluster} --prometheus URL`");
                else if (asked.TryGetValue(address, out var known)) known.Add(cluster);
                else asked[address] = [cluster];
            }
        }
        // One that serves many clusters is asked once.
        foreach (var chunk in asked.Chunk(AskedAtOnce))
            faults.AddRange((await Task.WhenAll(chunk.Select(async item => Judge(item.Value, await prometheus.AskAsync(item.Key, query, cancellationToken))))).OfType<string>());
        return Faults.Joined(faults);
    }

    private static string? Judge(List<ClusterName> clusters, QueryOutcome outcome)
    {
        var who = $"the Prometheus of {clusters[0]}{(clusters.Count > 1 ? $" and {clusters.Count - 1} more" : "")}";
        return outcome switch
        {
            QueryOutcome.Samples { Count: 0 } => null,
            QueryOutcome.Samples samples => $"{who} has {samples.Count} {(samples.Count == 1 ? "sample" : "samples")}: {samples.First}",
            QueryOutcome.Unknown unknown => $"{who} does not tell: {unknown.Why}",
            _ => throw new InvalidOperationException("A query is answered or not."),
        };
    }
}
