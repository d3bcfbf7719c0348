using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;
using Fleet.Domain.Sharing;

namespace Fleet.Domain.Quay;

/// <summary>Identifies one QuayRegistry in the fleet; written <c>cluster/namespace/name</c>, which is also its grain key.</summary>
[JsonConverter(typeof(ParsableJsonConverter<RegistryKey>))]
public readonly record struct RegistryKey(ClusterName Cluster, string Namespace, string Name) : IParsable<RegistryKey>
{
    /// <exception cref="FormatException">The text is not <c>cluster/namespace/name</c>.</exception>
    public static RegistryKey Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var key)
            ? key
            : throw new FormatException($"'{s}' is no registry: write it as CLUSTER/NAMESPACE/NAME.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out RegistryKey result)
    {
        result = default;
        if (s?.Split('/') is not [var cluster, var ns, var name]) return false;
        if (!ClusterName.TryParse(cluster, provider, out var clusterName) || !DnsNames.IsLabel(ns) || !DnsNames.IsSubdomain(name)) return false;
        result = new RegistryKey(clusterName, SharedText.Of(ns), SharedText.Of(name));
        return true;
    }

    public override string ToString() => $"{Cluster}/{Namespace}/{Name}";
}
