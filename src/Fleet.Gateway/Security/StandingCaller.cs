using Fleet.Gateway.Security.Tokens;

namespace Fleet.Gateway.Security;

/// <summary>The caller of a stream, which may outlive the right to it.</summary>
internal sealed class StandingCaller(Caller caller, TimeProvider time)
{
    /// <summary>How soon a stream notices.</summary>
    public static readonly TimeSpan LookEvery = KnownTokens.Memory;

    private DateTimeOffset _looked = time.GetUtcNow();

    /// <summary>False when what the caller presented is expired or revoked.</summary>
    public async ValueTask<bool> IsWelcomeAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (caller.ExpiresAt <= now) return false;
        if (caller.IsKnownAsync is null || now - _looked < LookEvery) return true;
        _looked = now;
        try
        {
            return await caller.IsKnownAsync(cancellationToken);
        }
        catch (Exception e) when (e is TokensUnavailableException or OperationCanceledException)
        {
            // Nobody can tell now: the stream ends, and whoever is still known opens it again.
            return false;
        }
    }
}
