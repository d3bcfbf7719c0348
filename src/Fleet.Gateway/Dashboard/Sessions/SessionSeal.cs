using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Gateway.Dashboard.Sessions;

/// <summary>
/// Encrypts what a browser keeps for the fleet, so that only its gateways can read it. The key follows from what all of them know: a browser may come
/// back to another one.
/// </summary>
/// <param name="purpose">What was sealed for one purpose cannot be opened for another.</param>
internal sealed class SessionSeal(byte[] adminTokenHash, string purpose)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, adminTokenHash, 32, info: Encoding.UTF8.GetBytes(purpose));

    public string Seal(string text) => Base64Url.EncodeToString(Seal(Encoding.UTF8.GetBytes(text)));

    /// <summary>Null when it was not sealed by this fleet, or was changed.</summary>
    public string? Open(string sealedText) =>
        Base64Url.IsValid(sealedText) && Open(Base64Url.DecodeFromChars(sealedText)) is { } text ? Encoding.UTF8.GetString(text) : null;

    public byte[] Seal(byte[] content)
    {
        var whole = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + content.Length];
        var (nonce, tag, hidden) = Parts(whole);
        RandomNumberGenerator.Fill(nonce.Span);
        using var aes = new AesGcm(_key, tag.Length);
        aes.Encrypt(nonce.Span, content, hidden.Span, tag.Span);
        return whole;
    }

    /// <summary>Null when it was not sealed by this fleet, or was changed.</summary>
    public byte[]? Open(byte[] whole)
    {
        if (whole.Length < AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize) return null;
        var (nonce, tag, hidden) = Parts(whole);
        var content = new byte[hidden.Length];
        try
        {
            using var aes = new AesGcm(_key, tag.Length);
            aes.Decrypt(nonce.Span, hidden.Span, tag.Span, content);
            return content;
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
