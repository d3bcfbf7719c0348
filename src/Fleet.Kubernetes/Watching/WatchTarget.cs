using Fleet.Domain.Reconciliation;

namespace Fleet.Kubernetes.Watching;

/// <summary>One list+watch.</summary>
public sealed record WatchTarget
{
    /// <param name="ns">Null for all namespaces.</param>
    /// <param name="metadataOnly">Only metadata crosses the network; facts are null.</param>
    /// <exception cref="ArgumentException">Secrets with their content: those are never watched.</exception>
    public WatchTarget(ResourceKind kind, string? ns, string? labelSelector, bool metadataOnly)
    {
        if (kind == ResourceKind.Secret && !metadataOnly)
            throw new ArgumentException("Secrets are watched metadata-only; get the one whose content is needed.", nameof(metadataOnly));
        (Kind, Namespace, LabelSelector, MetadataOnly) = (kind, ns, labelSelector, metadataOnly);
    }

    public ResourceKind Kind { get; }

    public string? Namespace { get; }

    public string? LabelSelector { get; }

    public bool MetadataOnly { get; }

    public override string ToString() =>
        $"{Kind}{(Namespace is null ? "" : $" in {Namespace}")}{(LabelSelector is null ? "" : $" with {LabelSelector}")}";
}
