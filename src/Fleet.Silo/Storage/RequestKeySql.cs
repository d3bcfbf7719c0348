namespace Fleet.Silo.Storage;

/// <summary>Statements over idempotency keys that SQLite and PostgreSQL understand alike.</summary>
internal static class RequestKeySql
{
    public const string Forget =
        """
        delete from request_key where claimed_at < @forgottenBefore
            or (caller = @caller and claimed_at <= (select claimed_at from request_key where caller = @caller order by claimed_at desc limit 1 offset @spared))
        """;

    /// <summary>Changes a row when the claim holds the key now.</summary>
    public const string Claim =
        """
        insert into request_key (caller, key, holder, fingerprint, claimed_at) values (@caller, @key, @holder, @fingerprint, @at)
        on conflict (caller, key) do update set holder = excluded.holder, fingerprint = excluded.fingerprint, claimed_at = excluded.claimed_at
        where request_key.status is null and request_key.claimed_at < @abandonedBefore
        """;

    public const string Find =
        "select fingerprint, status, content_type as contentType, location, etag, body from request_key where caller = @caller and key = @key";

    public const string Complete =
        """
        update request_key set status = @status, content_type = @contentType, location = @location, etag = @etag, body = @body
        where caller = @caller and key = @key and holder = @holder
        """;

    public const string Release = "delete from request_key where caller = @caller and key = @key and holder = @holder and status is null";
}
