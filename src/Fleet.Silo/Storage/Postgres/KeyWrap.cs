using System.Security.Cryptography;
using System.Text;

namespace Fleet.Silo.Storage.Postgres;

/// <summary>
/// The fleet's key as it stands in the database: AES-256-GCM under a key derived from the connection's password, so that a copy of the
/// database alone opens no credential. Without a password it protects nothing.
/// </summary>
internal static class KeyWrap
{
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;

    public static string Wrap(ReadOnlySpan<byte> key, string password)
    {
        var box = new byte[SaltSize + NonceSize + KeySize + TagSize];
        RandomNumberGenerator.Fill(box.AsSpan(0, SaltSize + NonceSize));
        using var aes = new AesGcm(Derive(password, box.AsSpan(0, SaltSize)), TagSize);
        aes.Encrypt(box.AsSpan(SaltSize, NonceSize), key, box.AsSpan(SaltSize + NonceSize, KeySize), box.AsSpan(SaltSize + NonceSize + KeySize));
        return Convert.ToBase64String(box);
    }

    /// <summary>Null when it was wrapped under another password.</summary>
    public static byte[]? Unwrap(string wrapped, string password)
    {
        var box = Convert.FromBase64String(wrapped).AsSpan();
        if (box.Length != SaltSize + NonceSize + KeySize + TagSize) return null;
        var key = new byte[KeySize];
        using var aes = new AesGcm(Derive(password, box[..SaltSize]), TagSize);
        try
        {
            aes.Decrypt(box.Slice(SaltSize, NonceSize), box.Slice(SaltSize + NonceSize, KeySize), box[^TagSize..], key);
            return key;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    /// <summary>Tells two keys apart without telling anything of them.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> key) => Convert.ToHexStringLower(HMACSHA256.HashData(key, "quay-fleet master key"u8));

    private static byte[] Derive(string password, ReadOnlySpan<byte> salt)
    {
        var key = new byte[KeySize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(password), key, salt, "quay-fleet wrapped master key"u8);
        return key;
    }
}
