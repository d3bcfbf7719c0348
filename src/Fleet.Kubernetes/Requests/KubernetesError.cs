using System.Collections.Immutable;

namespace Fleet.Kubernetes.Requests;

/// <summary>
/// Why a request failed, by what the caller can do about it. Messages are the server's own where it gave one; they never hold a secret the
/// fleet sent.
/// </summary>
public abstract record KubernetesError
{
    private KubernetesError(string message) => Message = message;

    public string Message { get; }

    /// <summary>Asking again later, unchanged, can succeed.</summary>
    public virtual bool IsTransient => false;

    /// <summary>401: the credentials are wrong, expired or revoked. Only new credentials help.</summary>
    public sealed record Unauthorised(string Text) : KubernetesError(Text);

    /// <summary>403: the account lacks a right; the message says which.</summary>
    public sealed record Forbidden(string Text) : KubernetesError(Text);

    /// <summary>404: the object, or the namespace it would be in, does not exist.</summary>
    public sealed record NotFound(string Text) : KubernetesError(Text);

    /// <summary>The server does not serve this group, version or kind (now): typically the CRD is not installed.</summary>
    public sealed record NotServed(string Text) : KubernetesError(Text);

    /// <summary>409: a field belongs to another manager, or a precondition (uid, resourceVersion) did not hold. Read again, then decide.</summary>
    /// <param name="Causes">Who owns what, one text per field; empty for a failed precondition.</param>
    public sealed record Conflict(string Text, ImmutableArray<string> Causes) : KubernetesError(Text);

    /// <summary>409 on create: the object is already there.</summary>
    public sealed record AlreadyExists(string Text) : KubernetesError(Text);

    /// <summary>410, or a resourceVersion the server no longer (or not yet) knows: list again.</summary>
    public sealed record Expired(string Text) : KubernetesError(Text);

    /// <summary>422 or 400: the object is wrong and stays wrong until it is changed.</summary>
    /// <param name="Causes">One text per field, <c>spec.replicas: must be …</c>; may be empty.</param>
    public sealed record Invalid(string Text, ImmutableArray<string> Causes) : KubernetesError(Text);

    /// <summary>429, or the fleet's own limit for this cluster was reached.</summary>
    public sealed record Throttled(string Text, TimeSpan? RetryAfter) : KubernetesError(Text)
    {
        public override bool IsTransient => true;
    }

    /// <summary>5xx.</summary>
    public sealed record ServerError(string Text, int Code) : KubernetesError(Text)
    {
        public override bool IsTransient => true;
    }

    /// <summary>No answer: name resolution, connect, TLS, proxy, or a connection cut before the answer.</summary>
    public sealed record Unreachable(string Text) : KubernetesError(Text)
    {
        public override bool IsTransient => true;
    }

    /// <summary>No answer in time; whether the request was carried out is unknown.</summary>
    public sealed record TimedOut(string Text) : KubernetesError(Text)
    {
        public override bool IsTransient => true;
    }

    /// <summary>Not sent: this connection may no longer write, or cannot tell whether it may.</summary>
    public sealed record Superseded(string Text) : KubernetesError(Text)
    {
        public override bool IsTransient => true;
    }

    /// <summary>An answer that is not Kubernetes': bad JSON, or a status this library has no reaction to.</summary>
    public sealed record Unexpected(string Text) : KubernetesError(Text);

    public sealed override string ToString() => $"{GetType().Name}: {Message}";
}
