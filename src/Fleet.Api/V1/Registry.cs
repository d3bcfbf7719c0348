namespace Fleet.Api.V1;

/// <summary>A registry.</summary>
/// <param name="CurrentVersion">The version whose migrations completed last; null before the first.</param>
/// <param name="TargetVersion">The version it is meant to run; null while nothing decides it.</param>
/// <param name="Available">As last seen; trust it only while <paramref name="Freshness"/> is <c>live</c>.</param>
/// <param name="Blockers">What it waits for, outermost cause first; empty only when it is available and live.</param>
/// <param name="Components">How many components there are, and how many are ready.</param>
/// <param name="ObservedAt">When the newest observation was made.</param>
/// <param name="Labels">The QuayRegistry's own.</param>
/// <param name="PendingVersion">What its channel has for it and nobody has approved; null when there is nothing.</param>
/// <param name="ClusterLabels">Its cluster's. A label selector sees both; the registry's own win.</param>
public sealed record Registry(
    string Cluster,
    string Namespace,
    string Name,
    string Uid,
    string? CurrentVersion,
    string? TargetVersion,
    bool Available,
    Freshness Freshness,
    IReadOnlyList<Blocker> Blockers,
    IReadOnlyList<Condition> Conditions,
    ComponentCount Components,
    string? RegistryEndpoint,
    DateTimeOffset ObservedAt,
    IReadOnlyDictionary<string, string> Labels,
    IReadOnlyDictionary<string, string> ClusterLabels,
    bool Paused,
    string? PendingVersion);

/// <summary>How far the components of a registry are.</summary>
public sealed record ComponentCount(int Ready, int Total);
