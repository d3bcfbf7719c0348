using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass makes of the Secrets and ConfigMaps it reads: contents that no watch carries.</summary>
public static class PassReadings
{
    public static ConfigBundle Bundle(string name, JsonObject secret) => new(name, Data(secret, decode: true));

    /// <param name="bundle">Null when there is no Secret of the name that the registry gives.</param>
    public static BundleFacts FactsOf(ConfigBundle? bundle) => bundle is null
        ? new BundleFacts(Named: true, Exists: false, HasCertificate: false, HasKey: false)
        : new BundleFacts(Named: true, Exists: true, bundle.Has(ConfigBundle.CertificateFile), bundle.Has(ConfigBundle.KeyFile));

    public static ManagedKeys Keys(JsonObject secret) => ManagedKeys.Read(Data(secret, decode: true));

    /// <summary>What is stored once these steps are through, in the Secret with the fixed name; null when none of them writes it.</summary>
    public static ManagedKeys? StoredKeys(IEnumerable<PassStep> steps, string registry) =>
        steps.SelectMany(step => step.Objects).FirstOrDefault(o => o.Key.Kind == ResourceKind.Secret && o.Key.Name == ManagedKeys.SecretName(registry)) is { } keys
            ? Keys(keys.Body)
            : null;

    /// <summary>A bucket's address and credentials, as the provisioner writes them beside a bound claim.</summary>
    public static ObjectStorageFacts Storage(JsonObject configMap, JsonObject secret)
    {
        var (settings, credentials) = (Data(configMap, decode: false), Data(secret, decode: true));
        return new ObjectStorageFacts(
            true, Text(settings, "BUCKET_HOST"), Text(settings, "BUCKET_NAME"), Text(credentials, "AWS_ACCESS_KEY_ID"), Text(credentials, "AWS_SECRET_ACCESS_KEY"));
    }

    /// <summary>The short hash of the CA bundle that OpenShift injects into the ConfigMap; empty when it has not, or there is none.</summary>
    public static string CaHash(JsonObject? configMap, string file) =>
        configMap is not null && Data(configMap, decode: false).TryGetValue(file, out var text) ? CertificateHash.Of(Encoding.UTF8.GetString(text.Span)) : "";

    private static string Text(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> data, string name) =>
        data.TryGetValue(name, out var value) ? Encoding.UTF8.GetString(value.Span) : "";

    internal static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Data(JsonObject o, bool decode) =>
        (o["data"] as JsonObject ?? []).ToImmutableSortedDictionary(
            entry => entry.Key,
            entry => (ReadOnlyMemory<byte>)(decode
                ? Convert.FromBase64String(entry.Value?.GetValue<string>() ?? "")
                : Encoding.UTF8.GetBytes(entry.Value?.GetValue<string>() ?? "")),
            StringComparer.Ordinal);
}
