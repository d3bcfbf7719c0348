using Fleet.Gateway.Auditing;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security.Tokens;

namespace Fleet.Gateway.Tests.Http;

/// <summary>API tokens as the stores keep them, which Fleet.Storage.Tests tests; gateways of one fleet share it.</summary>
internal sealed class MemoryTokens : IApiTokenStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, StoredToken> _tokens = new(StringComparer.Ordinal);

    public Task<bool> AddAsync(StoredToken token, int most, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tokens.Count < most && _tokens.TryAdd(token.Name, token));
    }

    public Task<StoredToken?> RemoveAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tokens.Remove(name, out var removed) ? removed : null);
    }

    public Task<StoredToken?> FindAsync(string name, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tokens.GetValueOrDefault(name));
    }

    public Task<StoredToken?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_tokens.Values.FirstOrDefault(token => token.Hash.SequenceEqual(hash)));
    }

    public Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<StoredToken>>([.. _tokens.Values]);
    }

    public Task NoteUseAsync(IReadOnlyCollection<TokenUsed> uses, CancellationToken cancellationToken)
    {
        lock (_gate)
            foreach (var use in uses)
                if (_tokens.TryGetValue(use.Name, out var token)) _tokens[use.Name] = token with { LastUsedAt = use.At };
        return Task.CompletedTask;
    }
}

/// <summary>Idempotency keys as the stores keep them, without their limits.</summary>
internal sealed class MemoryRequestKeys : IRequestKeyStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string, string), (RequestClaim Claim, KeptAnswer? Answer)> _keys = [];

    public Task<KnownRequest?> ClaimAsync(RequestClaim claim, RequestKeyLimits limits, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(
                _keys.TryAdd((claim.Caller, claim.Key), (claim, null)) ? null
                : _keys[(claim.Caller, claim.Key)] is var known ? new KnownRequest(known.Claim.Fingerprint, known.Answer) : null);
    }

    public Task CompleteAsync(RequestClaim claim, KeptAnswer answer, CancellationToken cancellationToken)
    {
        lock (_gate) _keys[(claim.Caller, claim.Key)] = (claim, answer);
        return Task.CompletedTask;
    }

    public Task ReleaseAsync(RequestClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate) _keys.Remove((claim.Caller, claim.Key));
        return Task.CompletedTask;
    }
}

/// <summary>The audit as the stores keep it. <see cref="Broken"/> is a store that does not answer.</summary>
internal sealed class MemoryAudit : IAuditStore
{
    private readonly Lock _gate = new();
    private readonly List<AuditRow> _rows = [];

    public bool Broken { get; set; }

    public IReadOnlyList<AuditRow> Rows
    {
        get
        {
            lock (_gate) return [.. _rows];
        }
    }

    public Task AppendAsync(IReadOnlyList<AuditRow> rows, CancellationToken cancellationToken)
    {
        if (Broken) throw new IOException("no space left");
        lock (_gate)
        {
            if (rows.Any(row => _rows.Exists(known => known.Chain == row.Chain && known.Sequence == row.Sequence))) throw new IOException("taken");
            _rows.AddRange(rows);
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditHead>> ListHeadsAsync(int limit, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<IReadOnlyList<AuditHead>>([.. _rows.GroupBy(row => row.Chain).Select(chain => Head(chain.Last())).OrderByDescending(head => head.At).Take(limit)]);
    }

    public Task<AuditHead?> FindHeadAsync(string chain, CancellationToken cancellationToken)
    {
        lock (_gate) return Task.FromResult(_rows.LastOrDefault(row => row.Chain == chain) is { } last ? Head(last) : null);
    }

    public Task<IReadOnlyList<AuditRow>> ReadAsync(AuditQuery query, CancellationToken cancellationToken)
    {
        var ordered = Matching(query).OrderBy(row => row.At).ThenBy(row => row.Chain, StringComparer.Ordinal).ThenBy(row => row.Sequence).ToList();
        if (query.NewestFirst) ordered.Reverse();
        var after = query.After is { } place ? ordered.SkipWhile(row => row.Place != place).Skip(1) : ordered;
        return Task.FromResult<IReadOnlyList<AuditRow>>([.. after.Take(query.Limit)]);
    }

    public Task<int> CountAsync(AuditQuery query, CancellationToken cancellationToken) => Task.FromResult(Matching(query).Count());

    /// <summary>Brings lines back that were removed.</summary>
    public void Restore(IEnumerable<AuditRow> rows)
    {
        lock (_gate) _rows.InsertRange(0, rows.Where(row => !_rows.Contains(row)).ToList());
    }

    public Task<IReadOnlyList<AuditRow>> ListFirstKeptAsync(DateTimeOffset before, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<AuditRow>>(
            [.. Rows.Where(row => row.At <= asOf).OrderBy(row => row.Sequence).GroupBy(row => row.Chain).Select(chain => chain.FirstOrDefault(row => row.At >= before) ?? chain.Last())]);

    public Task CutAsync(IReadOnlyList<Domain.Access.AuditEnd> ends, CancellationToken cancellationToken)
    {
        lock (_gate) _rows.RemoveAll(row => ends.Any(end => end.Chain == row.Chain && row.Sequence <= end.Sequence));
        return Task.CompletedTask;
    }

    private IEnumerable<AuditRow> Matching(AuditQuery query) => Rows.Where(row =>
        (query.Actor is null || row.Actor == query.Actor)
        && (query.Action is null || row.Action == query.Action)
        && (query.Resource is null || row.Resource == query.Resource || row.Resource.StartsWith(query.Resource + "/", StringComparison.Ordinal))
        && (query.Since is null || row.At >= query.Since)
        && (query.Until is null || row.At < query.Until));

    private static AuditHead Head(AuditRow row) => new(row.Chain, row.Sequence, row.Hash, row.At);
}
