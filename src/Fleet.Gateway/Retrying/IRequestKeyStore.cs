namespace Fleet.Gateway.Retrying;

/// <summary>Which writes that carry an <c>Idempotency-Key</c> were begun and how they ended, shared by all gateways of a fleet.</summary>
public interface IRequestKeyStore
{
    /// <summary>Takes a caller's key durably, or tells what is known of it. What the limits no longer allow is forgotten first.</summary>
    /// <returns>Null when the claim holds the key now. A key whose holder never ended is taken over.</returns>
    Task<KnownRequest?> ClaimAsync(RequestClaim claim, RequestKeyLimits limits, CancellationToken cancellationToken);

    /// <summary>Keeps how it ended, durably; nothing when the claim no longer holds the key.</summary>
    Task CompleteAsync(RequestClaim claim, KeptAnswer answer, CancellationToken cancellationToken);

    /// <summary>Gives the key back, so that a retry is carried out; nothing when the claim no longer holds it.</summary>
    Task ReleaseAsync(RequestClaim claim, CancellationToken cancellationToken);
}

/// <param name="Caller">As the audit names them; keys of different callers have nothing to do with each other.</param>
/// <param name="Fingerprint">A keyed hash of everything that makes the request, so that what it said cannot be guessed from it.</param>
/// <param name="Holder">Tells this attempt from a later one that took the key over.</param>
public sealed record RequestClaim(string Caller, string Key, byte[] Fingerprint, string Holder, DateTimeOffset At);

/// <param name="AbandonedBefore">A request that began before and has not ended counts as one whose gateway is gone.</param>
/// <param name="ForgottenBefore">Keys from before are dropped.</param>
/// <param name="MostPerCaller">Keys of one caller; the oldest are dropped.</param>
public sealed record RequestKeyLimits(DateTimeOffset AbandonedBefore, DateTimeOffset ForgottenBefore, int MostPerCaller);

/// <param name="Answer">Null while it is under way.</param>
public sealed record KnownRequest(byte[] Fingerprint, KeptAnswer? Answer);

/// <param name="Body">Null when it is not kept.</param>
public sealed record KeptAnswer(int Status, string? ContentType, string? Location, string? ETag, byte[]? Body);
