using Fleet.Domain.Quay;

namespace Fleet.Grains.Registries;

/// <summary>A component grain's key: <c>cluster/namespace/name/kind</c>.</summary>
internal readonly record struct ComponentKey(RegistryKey Registry, ComponentKind Kind)
{
    public static ComponentKey Parse(string key)
    {
        var slash = key.LastIndexOf('/');
        return ComponentKinds.TryParse(key[(slash + 1)..], out var kind)
            ? new ComponentKey(RegistryKey.Parse(key[..slash]), kind)
            : throw new FormatException($"'{key}' is no component: write it as CLUSTER/NAMESPACE/NAME/KIND.");
    }

    public override string ToString() => $"{Registry}/{Kind.ApiName()}";
}
