using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Makes the bundle of a registry that names none. The Quay Operator lets the API server append five random characters to the name, and leaks
/// a Secret for each attempt that is cut short; here they follow from the registry's uid, so that every attempt means the same Secret.
/// </summary>
public static class BundleCreation
{
    // The characters the API server draws from for generated names: no vowels, no look-alikes.
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>The name of the bundle that is made for a registry which names none.</summary>
    public static string NameFor(string registry, string uid) =>
        DefaultBundle.GenerateName(registry) + Suffix(SHA256.HashData(Encoding.UTF8.GetBytes(uid)));

    /// <summary>The registry as naming the bundle that is made for it, where its spec names none and is not to be written.</summary>
    public static QuayRegistry Named(QuayRegistry registry) => registry.ConfigBundleSecret is null ? registry with { ConfigBundleSecret = NameFor(registry.Name, registry.Uid) } : registry;

    /// <inheritdoc cref="Named(QuayRegistry)"/>
    public static ObservedObject Named(ObservedObject observed) =>
        observed.Facts is QuayRegistryFacts { Registry: { ConfigBundleSecret: null } registry } ? observed with { Facts = new QuayRegistryFacts(Named(registry)) } : observed;

    public static PassDecision.CreateBundle For(QuayRegistry registry, ReleaseMinor minor, bool redHatBranding)
    {
        var name = NameFor(registry.Name, registry.Uid);
        var secret = Secret(registry, name, DefaultBundle.Files(minor, redHatBranding).Select(file => KeyValuePair.Create(file.Key, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Value))));
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = registry.ResourceVersion },
            ["spec"] = new JsonObject { ["configBundleSecret"] = name },
        };
        return new PassDecision.CreateBundle(secret, registry with { ConfigBundleSecret = name }, patch);
    }

    /// <summary>A bundle that a config editor made. It goes with its registry, unlike the Quay Operator's, which nobody owns.</summary>
    /// <param name="random">At least five bytes.</param>
    public static JsonObject Edited(QuayRegistry registry, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files, byte[] random)
    {
        var secret = Secret(registry, $"{registry.Name}-quay-config-bundle-{Suffix(random)}", files);
        secret["metadata"]!["labels"] = new JsonObject { ["quay-registry"] = registry.Name };
        return secret;
    }

    private static JsonObject Secret(QuayRegistry registry, string name, IEnumerable<KeyValuePair<string, ReadOnlyMemory<byte>>> files) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Secret",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = registry.Namespace,
            ["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = QuayRegistry.ApiVersion,
                ["kind"] = QuayRegistry.Kind,
                ["name"] = registry.Name,
                ["uid"] = registry.Uid,
            }),
        },
        ["type"] = "Opaque",
        ["data"] = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)JsonValue.Create(Convert.ToBase64String(file.Value.Span))))),
    };

    private static string Suffix(ReadOnlySpan<byte> from) => string.Create(5, from, static (span, bytes) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = Alphabet[bytes[i] % Alphabet.Length];
    });
}
