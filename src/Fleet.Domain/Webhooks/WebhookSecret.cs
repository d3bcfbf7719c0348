using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Webhooks;

/// <summary>
/// What a webhook's messages are signed with, written <c>whsec_</c> and 24 to 64 bytes in base64, as Standard Webhooks has it. Never shown but when it
/// is made, and never logged.
/// </summary>
public sealed class WebhookSecret
{
    private const string Prefix = "whsec_";
    private const int Fewest = 24;
    private const int Most = 64;
    private readonly byte[] _key;

    private WebhookSecret(byte[] key) => _key = key;

    /// <param name="random">The bytes it is made of.</param>
    public static string TextOf(ReadOnlySpan<byte> random) => Prefix + Convert.ToBase64String(random);

    public static bool TryParse(string? text, [NotNullWhen(true)] out WebhookSecret? secret)
    {
        secret = null;
        if (text?.StartsWith(Prefix, StringComparison.Ordinal) != true) return false;
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text[Prefix.Length..], bytes, out var length) || length is < Fewest or > Most) return false;
        secret = new WebhookSecret(bytes[..length]);
        return true;
    }

    /// <summary>The header <c>webhook-signature</c>: HMAC-SHA256 over id, time and body, so that no part can be taken over into another message.</summary>
    /// <param name="at">Of this sending; a receiver refuses what is old.</param>
    public string Sign(string id, DateTimeOffset at, string body) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.{body}")));

    public override string ToString() => "a webhook's secret";
}
