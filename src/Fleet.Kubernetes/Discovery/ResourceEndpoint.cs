using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Discovery;

/// <summary>Where a kind is served.</summary>
/// <param name="Version">For example <c>v1</c>.</param>
/// <param name="Plural">For example <c>deployments</c>.</param>
public sealed record ResourceEndpoint(ResourceKind Kind, string Version, string Plural, bool Namespaced)
{
    /// <summary><c>apps/v1</c>, or <c>v1</c> for the core group.</summary>
    public string ApiVersion => Kind.Group.Length == 0 ? Version : $"{Kind.Group}/{Version}";

    /// <summary>Relative to the server's address. Without a namespace: across all of them.</summary>
    public string CollectionPath(string? ns) =>
        $"{(Kind.Group.Length == 0 ? "api" : "apis")}/{ApiVersion}/"
        + (Namespaced && !string.IsNullOrEmpty(ns) ? $"namespaces/{Uri.EscapeDataString(ns)}/" : "")
        + Plural;

    /// <exception cref="ArgumentException">A namespaced kind without a namespace, or no name.</exception>
    public string ObjectPath(ObjectKey key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key.Name, nameof(key));
        if (Namespaced && key.Namespace.Length == 0) throw new ArgumentException($"{key} needs a namespace.", nameof(key));
        return $"{CollectionPath(key.Namespace)}/{Uri.EscapeDataString(key.Name)}";
    }
}
