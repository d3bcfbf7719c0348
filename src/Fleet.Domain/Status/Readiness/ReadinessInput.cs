using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>Everything a component's readiness is a function of.</summary>
/// <param name="Managed">The managed kinds of the registry; <c>quay</c> counts as managed whether listed or not.</param>
/// <param name="ScaledToZero">The kinds whose override sets <c>replicas: 0</c>.</param>
/// <param name="Bundle">Read by TLS alone.</param>
/// <param name="Migrated">The migration that was begun last is known to be complete, whether or not its Job is still there.</param>
public sealed record ReadinessInput(
    RegistryIdentity Registry,
    ImmutableHashSet<ComponentKind> Managed,
    ImmutableHashSet<ComponentKind> ScaledToZero,
    ObservedObjects Objects,
    BundleFacts Bundle,
    ReadinessRules Rules,
    bool Migrated = false)
{
    public bool IsManaged(ComponentKind kind) => kind == ComponentKind.Quay || Managed.Contains(kind);

    /// <summary>The object <c>&lt;registry&gt;-&lt;suffix&gt;</c> in the registry's namespace.</summary>
    internal ObservedObject? Find(ResourceKind kind, string suffix) =>
        Objects.Find(kind, Registry.Namespace, Registry.NameOf(suffix));

    /// <summary>The first of these kinds whose absence would say nothing; null when all have been listed.</summary>
    internal ResourceKind? Unseen(params ReadOnlySpan<ResourceKind> kinds)
    {
        foreach (var kind in kinds)
            if (Objects.Unlisted.Contains(kind))
                return kind;
        return null;
    }
}
