using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Fleet.Domain.Clusters;

namespace Fleet.Grains.Clusters;

/// <summary>
/// The connections of this silo, one a cluster. The cluster grain opens and closes them; registries and components of the same cluster are
/// placed on the same silo and use them without asking.
/// </summary>
internal sealed class ClusterSessions : IAsyncDisposable
{
    private readonly ConcurrentDictionary<ClusterName, ClusterSession> _sessions = [];

    /// <summary>Raised when a session has ended and none has taken its place; handlers return at once.</summary>
    public event Action? Ended;

    public bool TryGet(ClusterName cluster, [NotNullWhen(true)] out ClusterSession? session) => _sessions.TryGetValue(cluster, out session);

    /// <summary>Makes the session the cluster's current one and ends the one before.</summary>
    public async Task ReplaceAsync(ClusterSession session)
    {
        if (_sessions.TryRemove(session.Cluster, out var before)) await before.DisposeAsync();
        _sessions[session.Cluster] = session;
    }

    public async Task EndAsync(ClusterName cluster)
    {
        if (!_sessions.TryRemove(cluster, out var session)) return;
        await session.DisposeAsync();
        Ended?.Invoke();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_sessions.Keys.Select(EndAsync));
    }
}
