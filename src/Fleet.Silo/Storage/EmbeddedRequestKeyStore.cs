using Dapper;
using Fleet.Gateway.Retrying;

namespace Fleet.Silo.Storage;

/// <summary>Idempotency keys in the embedded store.</summary>
public sealed class EmbeddedRequestKeyStore(EmbeddedStore store) : IRequestKeyStore
{
    private sealed record Row(byte[] Fingerprint, long? Status, string? ContentType, string? Location, string? Etag, byte[]? Body);

    public async Task<KnownRequest?> ClaimAsync(RequestClaim claim, RequestKeyLimits limits, CancellationToken cancellationToken)
    {
        var values = new
        {
            caller = claim.Caller,
            key = claim.Key,
            holder = claim.Holder,
            fingerprint = claim.Fingerprint,
            at = StoredTime.Text(claim.At),
            abandonedBefore = StoredTime.Text(limits.AbandonedBefore),
            forgottenBefore = StoredTime.Text(limits.ForgottenBefore),
            spared = limits.MostPerCaller - 1,
        };
        Row? known = null;
        await store.WriteAsync(
            (connection, transaction) =>
            {
                var forgotten = connection.Execute(RequestKeySql.Forget, values, transaction);
                if (connection.Execute(RequestKeySql.Claim, values, transaction) == 0) known = connection.QuerySingle<Row>(RequestKeySql.Find, values, transaction);
                return forgotten;
            },
            cancellationToken);
        return known is null ? null : new KnownRequest(
            known.Fingerprint, known.Status is { } status ? new KeptAnswer((int)status, known.ContentType, known.Location, known.Etag, known.Body) : null);
    }

    public Task CompleteAsync(RequestClaim claim, KeptAnswer answer, CancellationToken cancellationToken) =>
        WriteAsync(
            RequestKeySql.Complete,
            new { caller = claim.Caller, key = claim.Key, holder = claim.Holder, status = answer.Status, contentType = answer.ContentType, location = answer.Location, etag = answer.ETag, body = answer.Body },
            cancellationToken);

    public Task ReleaseAsync(RequestClaim claim, CancellationToken cancellationToken) =>
        WriteAsync(RequestKeySql.Release, new { caller = claim.Caller, key = claim.Key, holder = claim.Holder }, cancellationToken);

    private Task<int> WriteAsync(string sql, object values, CancellationToken cancellationToken) =>
        store.WriteAsync((connection, transaction) => connection.Execute(sql, values, transaction), cancellationToken);
}
