namespace Fleet.Api.V1;

/// <summary>A release the fleet knows.</summary>
/// <param name="Rendered">Whether the fleet knows what it consists of, and so can run it.</param>
/// <param name="Channels">Where it is published, and what it is an upgrade of there.</param>
/// <param name="Images">By digest; null when no catalog names any, and its minor's default images are rendered.</param>
/// <param name="MinKubernetes">The oldest Kubernetes it runs on; null when not known.</param>
/// <param name="SchemaRevision">Releases of one minor with the same one may be rolled back to each other; null when not known.</param>
public sealed record Release(
    string Version,
    bool Rendered,
    IReadOnlyList<ReleaseChannel> Channels,
    ReleaseImages? Images,
    string? MinKubernetes,
    string? SchemaRevision);

/// <summary>A release in a channel.</summary>
/// <param name="Head">Whether the channel leads to it.</param>
/// <param name="Replaces">It is upgraded to from this version,</param>
/// <param name="Skips">from these, which the channel never upgrades to,</param>
/// <param name="SkipRange">and from all in this range.</param>
public sealed record ReleaseChannel(string Name, bool Head, string? Replaces, IReadOnlyList<string> Skips, string? SkipRange);

/// <summary>The images of a release. Null are those it does not have.</summary>
public sealed record ReleaseImages(
    string? Quay, string? Clair, string? Postgres, string? Redis, string? PostgresPrevious, string? ClairPostgres, string? ClairPostgresPrevious);

/// <summary>The fewest upgrades that lead from one release to another.</summary>
public sealed record ReleasePath(string From, string To, IReadOnlyList<ReleaseStep> Steps);

/// <summary>One upgrade.</summary>
/// <param name="Channel">The channel that allows it.</param>
public sealed record ReleaseStep(string From, string To, string Channel);
