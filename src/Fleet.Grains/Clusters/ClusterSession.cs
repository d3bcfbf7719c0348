using System.Collections.Concurrent;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Kubernetes.Connections;

namespace Fleet.Grains.Clusters;

/// <summary>One connection to a cluster on this silo, from connecting to its replacement or end.</summary>
internal sealed class ClusterSession(ClusterName cluster, long number, KubernetesApi api, ClusterWriteGate gate) : IAsyncDisposable
{
    /// <summary>As long as whoever takes over would wait in vain for an API server that hangs.</summary>
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _ended = new();
    private bool _hasProbe;
    private string? _leaseVersion;
    private volatile ClusterFacts _facts = ClusterFacts.Unknown;

    public ClusterName Cluster { get; } = cluster;

    /// <summary>Grows with every session of the cluster, across restarts.</summary>
    public long Number { get; } = number;

    public KubernetesApi Api { get; } = api;

    public ClusterWriteGate Gate { get; } = gate;

    /// <summary>When the credentials end by themselves; null when they do not say.</summary>
    public DateTimeOffset? CredentialsExpireAt { get; init; }

    /// <summary>Cancelled when the session ends; every request of the session carries it.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>A probe Route was made in this session, or is there from an earlier one.</summary>
    public bool HasProbe
    {
        get => Volatile.Read(ref _hasProbe);
        set => Volatile.Write(ref _hasProbe, value);
    }

    /// <summary>The version of the Lease that holds the session's claim; null before it was claimed.</summary>
    public string? LeaseVersion
    {
        get => Volatile.Read(ref _leaseVersion);
        set => Volatile.Write(ref _leaseVersion, value);
    }

    /// <summary>The registries that the session has shown to their grains, as <c>namespace/name</c>: more than are stored until all of them are known.</summary>
    public ConcurrentDictionary<string, bool> Shown { get; } = [];

    /// <summary>Notes that a registry is shown to its grain.</summary>
    public ObjectKey Show(ObjectKey registry)
    {
        Shown[$"{registry.Namespace}/{registry.Name}"] = true;
        return registry;
    }

    /// <summary>Raised after every change of <see cref="Facts"/>, on the thread that made it; handlers return at once.</summary>
    public event Action? FactsChanged;

    public ClusterFacts Facts
    {
        get => _facts;
        set
        {
            _facts = value;
            // What is on its way must not be written either.
            Gate.Hold(value.WriteBlocker is { Code: BlockerCodes.FleetStopped } stopped ? stopped.Message : null);
            FactsChanged?.Invoke();
        }
    }

    /// <summary>Writes under way are waited for: the session that follows, perhaps on another silo, must not be overtaken by them.</summary>
    public async ValueTask DisposeAsync()
    {
        await Gate.CloseAsync(LongestDrain);
        await _ended.CancelAsync();
        await Api.DisposeAsync();
        Gate.Dispose();
    }
}
