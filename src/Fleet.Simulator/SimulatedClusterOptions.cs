namespace Fleet.Simulator;

/// <summary>What makes a simulated cluster different from others.</summary>
/// <param name="Name">As the fleet will call it.</param>
/// <param name="Marker">Eight hexadecimal digits, different for each cluster: uids begin with them, and the apps domain has them.</param>
public sealed record SimulatedClusterOptions(string Name, string Marker)
{
    /// <summary>Default <c>v1.20.2</c>, whose API this is.</summary>
    public string KubernetesVersion { get; init; } = "v1.20.2";

    /// <summary>How many changes watches can go back; default 2,000, at least 1.</summary>
    public int HistoryLength { get; init; } = 2_000;

    /// <summary>How often a watch that asked for bookmarks gets one; default one minute, as with a real server.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Of a user who may do everything; null makes one.</summary>
    public string? AdminToken { get; init; }
}
