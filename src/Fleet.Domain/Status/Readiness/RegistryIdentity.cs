using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>What owner references and object names say about a registry.</summary>
public sealed record RegistryIdentity(string Namespace, string Name, string Uid)
{
    public static RegistryIdentity Of(QuayRegistry registry) => new(registry.Namespace, registry.Name, registry.Uid);

    /// <summary>The full name of an object of this registry.</summary>
    public string NameOf(string suffix) => $"{Name}-{suffix}";

    /// <summary>
    /// True when one owner reference matches in all four members. The uid alone is not enough: it is what a restored backup gets wrong,
    /// and the name alone would adopt the objects of a deleted namesake.
    /// </summary>
    public bool Owns(ObservedObject observed) => observed.Owners.Any(owner =>
        owner.ApiVersion == QuayRegistry.ApiVersion && owner.Kind == QuayRegistry.Kind && owner.Name == Name && owner.Uid == Uid);
}
