using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Fleet.Domain.Clusters;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// The first 128 bits of a cryptographic hash; as text, base64url of 22 characters. A number, because a large fleet has some millions of them, and as texts
/// they would take five times as much.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<Hash128>))]
public readonly record struct Hash128 : IParsable<Hash128>
{
    private const int Length = 16;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <param name="hash">At least 16 bytes, of which the first count.</param>
    public Hash128(ReadOnlySpan<byte> hash) => (_high, _low) = (BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[sizeof(ulong)..]));

    /// <exception cref="FormatException">It is neither base64url nor base64 of 128 bits.</exception>
    public static Hash128 Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var hash) ? hash : throw new FormatException($"'{s}' is no hash of 128 bits in base64url.");

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Hash128 result)
    {
        Span<byte> bytes = stackalloc byte[Length];
        // Hashes used to be stored as base64.
        var valid = s is { Length: >= 22 and <= 24 }
            && Base64Url.DecodeFromChars(s.Replace('+', '-').Replace('/', '_'), bytes, out _, out var written) == OperationStatus.Done && written == Length;
        result = valid ? new Hash128(bytes) : default;
        return valid;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[sizeof(ulong)..], _low);
        return Base64Url.EncodeToString(bytes);
    }
}
