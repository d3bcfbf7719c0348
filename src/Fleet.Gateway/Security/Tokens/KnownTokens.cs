using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Fleet.Gateway.Security.Tokens;

/// <summary>
/// Finds tokens by their hash and remembers them for a moment, which is how long a revoked one may still be honoured by a gateway. Notes,
/// coarsely and together, when they were used.
/// </summary>
internal sealed partial class KnownTokens(IApiTokenStore store, TimeProvider time, ILogger<KnownTokens> logger) : BackgroundService
{
    /// <summary>How long an answer of the store is believed.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromSeconds(2);

    /// <summary>How exact the time of last use is.</summary>
    public static readonly TimeSpan UseEvery = TimeSpan.FromMinutes(1);

    private const int MostRemembered = 2048;

    private readonly ConcurrentDictionary<string, (StoredToken Token, DateTimeOffset Read)> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    /// <summary>The token, when it is known and not expired.</summary>
    /// <exception cref="TokensUnavailableException">The store does not answer, so that nobody can tell.</exception>
    public async ValueTask<StoredToken?> FindAsync(string text, CancellationToken cancellationToken)
    {
        var hash = ApiTokens.Hash(text);
        var (key, now) = (Convert.ToHexString(hash), time.GetUtcNow());
        if (!_remembered.TryGetValue(key, out var found) || now - found.Read >= Memory)
        {
            // Only what exists is remembered: guesses cost a read each, and no memory.
            if (await ReadAsync(hash, cancellationToken) is not { } token)
            {
                _remembered.TryRemove(key, out _);
                return null;
            }
            if (_remembered.Count >= MostRemembered) _remembered.Clear();
            _remembered[key] = found = (token, now);
        }
        if (found.Token.ExpiresAt <= now) return null;
        _used[found.Token.Name] = now;
        return found.Token;
    }

    /// <summary>Forgets what was read, so that this gateway honours a change at once.</summary>
    public void Forget() => _remembered.Clear();

    /// <summary>Writes the uses since the last time.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var uses = _used.Select(use => new TokenUsed(use.Key, use.Value)).ToList();
        if (uses.Count == 0) return;
        try
        {
            await store.NoteUseAsync(uses, cancellationToken);
            foreach (var use in uses) _used.TryRemove(KeyValuePair.Create(use.Name, use.At));
        }
#pragma warning disable CA1031 // they are kept, and written the next time
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotNoted(e, uses.Count);
        }
#pragma warning restore CA1031
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(UseEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await FlushAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // The process ends; StopAsync writes the rest.
        }
    }

    private async Task<StoredToken?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindByHashAsync(hash, cancellationToken);
        }
#pragma warning disable CA1031 // told to the caller as 503: the token may be a good one
        catch (Exception e) when (e is not OperationCanceledException)
        {
            LogNotRead(e);
            throw new TokensUnavailableException();
        }
#pragma warning restore CA1031
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An API token could not be looked up")]
    private partial void LogNotRead(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "When {Count} API tokens were last used could not be noted; trying again later")]
    private partial void LogNotNoted(Exception exception, int count);
}

/// <summary>Whether a token is known cannot be told now.</summary>
internal sealed class TokensUnavailableException() : Exception("Whether the token is known cannot be told now, since the store does not answer: try again in a moment.");
