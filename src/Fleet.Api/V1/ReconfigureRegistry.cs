using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>A new configuration of Quay, in the form in which a config editor sends it.</summary>
/// <param name="Config">The whole new <c>config.yaml</c>. Settings of managed components in it are left out.</param>
/// <param name="Certs">Files by path, in base64; one below <c>extra_ca_certs/</c> becomes <c>extra_ca_cert_NAME</c>. Files of the bundle that are not among them stay.</param>
/// <param name="Namespace">When given, that of the registry.</param>
/// <param name="QuayRegistryName">When given, the registry's name.</param>
public sealed record ReconfigureRegistry(
    [property: JsonPropertyName("config.yaml")] JsonObject? Config = null,
    [property: JsonPropertyName("certs")] IReadOnlyDictionary<string, byte[]>? Certs = null,
    [property: JsonPropertyName("namespace")] string? Namespace = null,
    [property: JsonPropertyName("quayRegistryName")] string? QuayRegistryName = null)
{
    /// <summary>The values are secret.</summary>
    public override string ToString() => nameof(ReconfigureRegistry);
}

/// <summary>What a config editor is answered.</summary>
public sealed record Reconfigured([property: JsonPropertyName("status")] string Status);
