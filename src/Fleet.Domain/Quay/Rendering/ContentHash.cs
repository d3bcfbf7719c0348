using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>
/// The suffix that ties a generated Secret's name to its content, as kustomize computes it: pods refer to the name, so new content rolls
/// them, and equal content must give the equal name the in-cluster operator gave.
/// </summary>
internal static class ContentHash
{
    private const int WrapColumn = 70;

    /// <param name="prefixedName">The Secret's name without the suffix.</param>
    public static string Of(string prefixedName, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> data, ReleaseMinor minor)
    {
        // The library changed with 3.7: it hashes before the name is set, and wraps long values.
        var (name, wrapped) = minor.AtLeast(3, 7) ? ("", true) : (prefixedName, false);
        var members = data.Select(file => $"{Quote(file.Key)}:{Quote(Base64(file.Value, wrapped))}");
        var json = $"{{\"data\":{{{string.Join(',', members)}}},\"kind\":\"Secret\",\"name\":{Quote(name)},\"type\":\"Opaque\"}}";
        return Encode(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)))[..10]);
    }

    private static string Base64(ReadOnlyMemory<byte> content, bool wrapped)
    {
        var text = Convert.ToBase64String(content.Span);
        return wrapped && text.Length > WrapColumn
            ? string.Concat(text.Chunk(WrapColumn).Select(line => new string(line) + "\n"))
            : text;
    }

    /// <summary>Names of Secrets and their keys, and base64, hold nothing else that JSON escapes.</summary>
    private static string Quote(string text) => $"\"{text.Replace("\n", "\\n", StringComparison.Ordinal)}\"";

    /// <summary>Vowels and look-alikes are replaced, so that no suffix reads as a word.</summary>
    private static string Encode(string hex) => string.Create(hex.Length, hex, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
            span[i] = source[i] switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', var c => c };
    });
}
