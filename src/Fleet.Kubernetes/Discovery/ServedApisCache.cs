using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;

namespace Fleet.Kubernetes.Discovery;

/// <summary>Keeps the last discovery. Asks again, one caller at a time, when a kind is missing: CRDs come and go.</summary>
internal sealed class ServedApisCache(DiscoveryRequests requests, TimeSpan interval, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _single = new(1);
    private ImmutableHashSet<string> _groups = DiscoveryRequests.UsedGroups;
    private volatile Snapshot? _snapshot;

    private sealed record Snapshot(ServedApis Apis, long TakenAt, bool Doubted);

    public void Dispose() => _single.Dispose();

    /// <summary>A request met a path that is not served: the next resolution asks again.</summary>
    public void Invalidate() => _snapshot = _snapshot is { } snapshot ? snapshot with { Doubted = true } : null;

    public async Task<KubernetesResult<ServedApis>> RefreshAsync(CancellationToken cancellation)
    {
        await _single.WaitAsync(cancellation);
        try
        {
            return await DiscoverAsync(cancellation);
        }
        finally
        {
            _single.Release();
        }
    }

    public async Task<KubernetesResult<ResourceEndpoint>> ResolveAsync(ResourceKind kind, string? version, CancellationToken cancellation)
    {
        if (_snapshot is { Doubted: false } fresh && Find(fresh.Apis) is { } known) return new KubernetesResult<ResourceEndpoint>.Ok(known);

        await _single.WaitAsync(cancellation);
        try
        {
            if (!_groups.Contains(kind.Group))
            {
                _groups = _groups.Add(kind.Group);
                _snapshot = null;
            }

            if (_snapshot is not { } snapshot || time.GetElapsedTime(snapshot.TakenAt) >= interval)
            {
                var result = await DiscoverAsync(cancellation);
                if (result.ErrorOrNull is { } error) return error;
            }

            return _snapshot is { } current && Find(current.Apis) is { } found
                ? new KubernetesResult<ResourceEndpoint>.Ok(found)
                : new KubernetesError.NotServed($"the server does not serve {kind}{(version is null ? "" : $" in version {version}")}");
        }
        finally
        {
            _single.Release();
        }

        ResourceEndpoint? Find(ServedApis apis) => version is null ? apis.Resolve(kind) : apis.Resolve(kind, version);
    }

    public bool IsNews(string definition) =>
        _snapshot is not { Apis: var known }
        || (known.Groups.Contains(definition[(definition.IndexOf('.', StringComparison.Ordinal) + 1)..])
            && !known.Endpoints.Any(endpoint => $"{endpoint.Plural}.{endpoint.Kind.Group}" == definition));

    private async Task<KubernetesResult<ServedApis>> DiscoverAsync(CancellationToken cancellation)
    {
        var result = await requests.DiscoverAsync(_groups, cancellation);
        if (result.Succeeded(out var apis, out _)) _snapshot = new Snapshot(apis, time.GetTimestamp(), Doubted: false);
        return result;
    }
}
