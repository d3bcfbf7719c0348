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

    public static PassDecision.CreateBundle For(QuayRegistry registry, ReleaseMinor minor, bool redHatBranding)
    {
        var name = DefaultBundle.GenerateName(registry.Name) + Suffix(registry.Uid);
        var data = DefaultBundle.Files(minor, redHatBranding)
            .Select(file => KeyValuePair.Create(file.Key, (JsonNode?)JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value)))));
        var secret = new JsonObject
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
            ["data"] = new JsonObject(data),
        };
        var patch = new JsonObject
        {
            ["metadata"] = new JsonObject { ["resourceVersion"] = registry.ResourceVersion },
            ["spec"] = new JsonObject { ["configBundleSecret"] = name },
        };
        return new PassDecision.CreateBundle(secret, registry with { ConfigBundleSecret = name }, patch);
    }

    private static string Suffix(string uid) =>
        string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(uid)).Take(5).Select(b => Alphabet[b % Alphabet.Length]));
}
