namespace Fleet.Simulator;

/// <summary>How many clusters to simulate, and how.</summary>
/// <param name="Clusters">At least 1.</param>
/// <param name="Registries">On each; 0 or more.</param>
public sealed record SimulatedFleetOptions(int Clusters, int Registries)
{
    /// <summary>What the registries run when they are seeded. Default <c>3.7.10</c>.</summary>
    public string Version { get; init; } = "3.7.10";

    /// <summary>How long pods, Jobs, buckets, Routes and volumes take. Default 2 s; never negative.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The directory that survives the process; created when absent. Null, the default, for a fleet that does not.</summary>
    public string? Data { get; init; }

    /// <summary>The port on loopback; 0, the default, for the one of last time if it is free, or else any.</summary>
    public int Port { get; init; }

    /// <summary>Some registries are ill, paused or misconfigured, so that there is something to see. Default true.</summary>
    public bool Trouble { get; init; } = true;

    /// <summary>How many changes watches of each cluster can go back; default 2,000, at least 1. They are what a cluster keeps in memory as it goes on.</summary>
    public int HistoryLength { get; init; } = 2_000;

    /// <summary>The share of registries, 0 to 1, whose health changes each second: for measuring. Default 0.</summary>
    public double Churn { get; init; }

    /// <summary>When that begins. Default at once.</summary>
    public Task ChurnBegins { get; init; } = Task.CompletedTask;
}

/// <summary>A simulated cluster as a fleet registers it.</summary>
/// <param name="Name"><c>sim-1</c> and so on.</param>
/// <param name="Labels"><c>ring</c>: <c>canary</c> for the first 5 % and at least one, <c>prod</c> for the others.</param>
/// <param name="Kubeconfig">The text of a kubeconfig; holds a credential.</param>
public sealed record FleetMember(string Name, IReadOnlyDictionary<string, string> Labels, string Kubeconfig);
