using System.Collections.Immutable;

namespace Fleet.Domain.Status;

/// <summary>A registry as it is shown at one moment: its summary, and how much of it can be trusted now.</summary>
/// <param name="Freshness">Its cluster's.</param>
/// <param name="Blockers">The summary's; while the cluster is not live, why it is not comes first.</param>
/// <param name="ClusterLabels">Its cluster's labels.</param>
public sealed record RegistryReading(
    RegistrySummary Summary,
    Freshness Freshness,
    ImmutableArray<Blocker> Blockers,
    ImmutableSortedDictionary<string, string> ClusterLabels)
{
    /// <summary>The registry's key, as text.</summary>
    public string Id { get; } = Summary.Key.ToString();

    /// <summary>What free text is looked for in, line by line: key, versions, endpoint and blockers.</summary>
    public string Words { get; } = string.Join(
        '\n', [$"{Summary.Key}", Summary.CurrentVersion, Summary.TargetVersion, Summary.RegistryEndpoint, .. Blockers.SelectMany(blocker => (string[])[blocker.Code, blocker.Message])]);

    /// <summary>Available as far as anybody can know: unknown is never green.</summary>
    public bool IsKnownAvailable => Freshness == Freshness.Live && Summary.Available;

    /// <param name="cluster">Null while the registry's cluster has not been heard of, which makes it stale.</param>
    public static RegistryReading Of(RegistrySummary summary, ClusterReading? cluster)
    {
        var freshness = cluster?.Freshness ?? Freshness.Stale;
        var notLive = cluster is null ? Status.Blockers.OfFreshness(freshness) : cluster.NotLive;
        return new RegistryReading(
            summary,
            freshness,
            notLive is null ? summary.Blockers : [notLive, .. summary.Blockers.Where(blocker => blocker.Code != notLive.Code)],
            cluster?.Summary.Labels ?? ImmutableSortedDictionary<string, string>.Empty);
    }

    /// <summary>What a label selector sees: the registry's own labels win over its cluster's.</summary>
    public string? Label(string name) => Summary.Labels.GetValueOrDefault(name) ?? ClusterLabels.GetValueOrDefault(name);
}
