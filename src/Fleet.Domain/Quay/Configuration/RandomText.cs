using System.Text;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>Passwords and keys from random bytes.</summary>
internal static class RandomText
{
    public const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";

    /// <summary>
    /// Random characters of the alphabet. Bytes beyond the last whole multiple of its size are drawn again, so that every character is
    /// as likely as any other.
    /// </summary>
    public static string Of(int length, FillRandom fill)
    {
        var limit = 256 / Alphabet.Length * Alphabet.Length;
        var text = new StringBuilder(length);
        Span<byte> bytes = stackalloc byte[64];
        while (text.Length < length)
        {
            fill(bytes);
            foreach (var b in bytes)
                if (b < limit && text.Length < length) text.Append(Alphabet[b % Alphabet.Length]);
        }
        return text.ToString();
    }

    /// <summary>The same, as base64 text.</summary>
    public static string Base64Of(int length, FillRandom fill) => Convert.ToBase64String(Encoding.ASCII.GetBytes(Of(length, fill)));
}
