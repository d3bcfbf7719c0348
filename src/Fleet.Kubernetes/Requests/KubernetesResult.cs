using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Fleet.Kubernetes.Requests;

/// <summary>What a request came to. Failures are values; only cancellation by the caller and broken contracts throw.</summary>
public abstract record KubernetesResult<T>
{
    private KubernetesResult()
    {
    }

    public sealed record Ok(T Value) : KubernetesResult<T>;

    public sealed record Failed(KubernetesError Error) : KubernetesResult<T>;

    public static implicit operator KubernetesResult<T>(KubernetesError error) => new Failed(error);

    public bool Succeeded([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out KubernetesError? error)
    {
        (value, error) = this switch
        {
            Ok ok => (ok.Value, (KubernetesError?)null),
            Failed failed => (default(T), failed.Error),
            _ => throw new UnreachableException(),
        };
        return error is null;
    }

    /// <summary>The error; null when it succeeded.</summary>
    public KubernetesError? ErrorOrNull => (this as Failed)?.Error;

    public KubernetesResult<TOther> Then<TOther>(Func<T, KubernetesResult<TOther>> next) =>
        Succeeded(out var value, out var error) ? next(value) : new KubernetesResult<TOther>.Failed(error);

    public KubernetesResult<TOther> Map<TOther>(Func<T, TOther> next) =>
        Then<TOther>(value => new KubernetesResult<TOther>.Ok(next(value)));
}
