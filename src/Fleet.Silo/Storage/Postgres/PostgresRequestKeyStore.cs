using Dapper;
using Fleet.Gateway.Retrying;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>Idempotency keys in PostgreSQL.</summary>
public sealed class PostgresRequestKeyStore(PostgresStore store) : IRequestKeyStore
{
    private sealed record Row(byte[] Fingerprint, int? Status, string? ContentType, string? Location, string? Etag, byte[]? Body);

    public async Task<KnownRequest?> ClaimAsync(RequestClaim claim, RequestKeyLimits limits, CancellationToken cancellationToken)
    {
        var values = new
        {
            caller = claim.Caller,
            key = claim.Key,
            holder = claim.Holder,
            fingerprint = claim.Fingerprint,
            at = claim.At.UtcDateTime,
            abandonedBefore = limits.AbandonedBefore.UtcDateTime,
            forgottenBefore = limits.ForgottenBefore.UtcDateTime,
            spared = limits.MostPerCaller - 1,
        };
        return await store.RunAsync(
            async connection =>
            {
                await connection.ExecuteAsync(RequestKeySql.Forget, values);
                if (await connection.ExecuteAsync(RequestKeySql.Claim, values) > 0) return null;
                // Given back between the two statements, it is free, but not taken: a moment later it will be.
                if (await connection.QuerySingleOrDefaultAsync<Row>(RequestKeySql.Find, values) is not { } known) return new KnownRequest(claim.Fingerprint, null);
                return new KnownRequest(
                    known.Fingerprint, known.Status is { } status ? new KeptAnswer(status, known.ContentType, known.Location, known.Etag, known.Body) : null);
            },
            cancellationToken);
    }

    public Task CompleteAsync(RequestClaim claim, KeptAnswer answer, CancellationToken cancellationToken) =>
        store.RunAsync(
            connection => connection.ExecuteAsync(
                RequestKeySql.Complete,
                new { caller = claim.Caller, key = claim.Key, holder = claim.Holder, status = answer.Status, contentType = answer.ContentType, location = answer.Location, etag = answer.ETag, body = answer.Body }),
            cancellationToken);

    public Task ReleaseAsync(RequestClaim claim, CancellationToken cancellationToken) =>
        store.RunAsync(connection => connection.ExecuteAsync(RequestKeySql.Release, new { caller = claim.Caller, key = claim.Key, holder = claim.Holder }), cancellationToken);
}
