namespace Fleet.Gateway.Security.Tokens;

/// <summary>The API tokens of the fleet, shared by all its gateways. Of a token only its hash is kept.</summary>
public interface IApiTokenStore
{
    /// <returns>False when there is one of this name, or there are <paramref name="most"/> already.</returns>
    Task<bool> AddAsync(StoredToken token, int most, CancellationToken cancellationToken);

    /// <returns>The one that was removed; null when there was none.</returns>
    Task<StoredToken?> RemoveAsync(string name, CancellationToken cancellationToken);

    Task<StoredToken?> FindAsync(string name, CancellationToken cancellationToken);

    Task<StoredToken?> FindByHashAsync(byte[] hash, CancellationToken cancellationToken);

    /// <summary>In the order of their names.</summary>
    Task<IReadOnlyList<StoredToken>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Notes uses; an older one than is known changes nothing, nor does one of a token that is gone.</summary>
    Task NoteUseAsync(IReadOnlyCollection<TokenUsed> uses, CancellationToken cancellationToken);
}

/// <param name="Hash">SHA-256 of the token, which is random enough that nothing slower is called for.</param>
/// <param name="Roles">Names of roles, separated by commas.</param>
/// <param name="Clusters">Label selector; empty for all.</param>
public sealed record StoredToken(
    string Name, byte[] Hash, string Roles, string Clusters, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? LastUsedAt);

public sealed record TokenUsed(string Name, DateTimeOffset At);
