using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Gateway.Dashboard.Sessions;

/// <summary>
/// Puts the token that somebody signed in with into a cookie that only the fleet's gateways can read. The key follows from what all of them know, so
/// that a browser may come back to another one.
/// </summary>
internal sealed class SessionSeal(byte[] adminTokenHash)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, adminTokenHash, 32, info: "quay-fleet dashboard session"u8.ToArray());

    public string Seal(string token)
    {
        var text = Encoding.UTF8.GetBytes(token);
        var sealedBytes = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + text.Length];
        var (nonce, tag, content) = Parts(sealedBytes);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce.Span, text, content.Span, tag.Span);
        return Base64Url.EncodeToString(sealedBytes);
    }

    /// <summary>Null when it was not sealed by this fleet, or was changed.</summary>
    public string? Open(string cookie)
    {
        if (!Base64Url.IsValid(cookie, out var length) || length <= AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize) return null;
        var (nonce, tag, content) = Parts(Base64Url.DecodeFromChars(cookie));
        var text = new byte[content.Length];
        try
        {
            using var aes = new AesGcm(_key, tag.Length);
            aes.Decrypt(nonce.Span, content.Span, tag.Span, text);
            return Encoding.UTF8.GetString(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static (Memory<byte> Nonce, Memory<byte> Tag, Memory<byte> Content) Parts(byte[] whole)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.TagByteSizes.MaxSize);
        return (whole.AsMemory(0, nonce), whole.AsMemory(nonce, tag), whole.AsMemory(nonce + tag));
    }
}
