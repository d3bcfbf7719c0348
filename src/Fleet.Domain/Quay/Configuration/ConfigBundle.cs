using System.Collections.Immutable;
using System.Text;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>
/// The Secret <c>spec.configBundleSecret</c> names, as read. Its values are secret: they are neither printed nor persisted.
/// </summary>
/// <param name="Files">The Secret's <c>data</c>, decoded; keys in ordinal order.</param>
public sealed record ConfigBundle(string SecretName, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Files)
{
    public const string ConfigFile = "config.yaml";
    public const string CertificateFile = "ssl.cert";
    public const string KeyFile = "ssl.key";
    public const string ClairConfigFile = "clair-config.yaml";
    public const string ExtraCaPrefix = "extra_ca_cert_";

    /// <summary>Put beside a bundle's files: the chain that the cluster's router serves.</summary>
    internal const string RouterCertificateFile = "ocp-cluster-wildcard.cert";

    /// <summary>A bundle of text files, for callers that have text.</summary>
    public static ConfigBundle Of(string secretName, IEnumerable<KeyValuePair<string, string>> files) =>
        new(secretName, files.ToImmutableSortedDictionary(
            file => file.Key, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Value), StringComparer.Ordinal));

    /// <summary>Whether the file is there, be it empty.</summary>
    public bool Has(string file) => Files.ContainsKey(file);

    /// <summary>A file as text; null when absent.</summary>
    public string? Text(string file) => Files.TryGetValue(file, out var content) ? Encoding.UTF8.GetString(content.Span) : null;

    public override string ToString() => $"{nameof(ConfigBundle)} {SecretName} ({string.Join(", ", Files.Keys)})";
}
