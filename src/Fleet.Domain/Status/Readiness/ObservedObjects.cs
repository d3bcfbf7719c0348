using System.Collections.Immutable;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The objects readiness looks at: those of one component, or of a whole registry.</summary>
/// <param name="Unlisted">
/// Kinds nobody has listed yet, or that the cluster does not serve: their absence from <paramref name="Items"/> says nothing.
/// </param>
public sealed record ObservedObjects(ImmutableArray<ObservedObject> Items, ImmutableHashSet<ResourceKind> Unlisted)
{
    public static ObservedObjects None { get; } = new([], []);

    public static ObservedObjects Of(params ReadOnlySpan<ObservedObject> items) => new([.. items], []);

    public ObservedObject? Find(ResourceKind kind, string ns, string name) =>
        Items.FirstOrDefault(item => item.Key == new ObjectKey(kind, ns, name));

    /// <summary>The first object of the kind that the registry owns, in the order an API server lists them.</summary>
    public ObservedObject? FirstOwned(ResourceKind kind, RegistryIdentity registry) =>
        Items.Where(item => item.Key.Kind == kind && item.Key.Namespace == registry.Namespace && registry.Owns(item))
            .MinBy(item => item.Key.Name, StringComparer.Ordinal);
}
