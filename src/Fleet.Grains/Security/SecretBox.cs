using System.Security.Cryptography;
using System.Text;

namespace Fleet.Grains.Security;

/// <summary>Encrypts what must not be readable in the store (cluster credentials): AES-256-GCM under the fleet's key.</summary>
public sealed class SecretBox
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly byte[] _key;

    public SecretBox(FleetKeys keys) => _key = keys.Derive("cluster-credentials");

    /// <param name="context">Bound to the text: it opens only under the same context (the cluster's name), so stored rows cannot be swapped.</param>
    public byte[] Seal(string text, string context)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[NonceSize + plain.Length + TagSize];
        var nonce = box.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, box.AsSpan(NonceSize, plain.Length), box.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(context));
        CryptographicOperations.ZeroMemory(plain);
        return box;
    }

    /// <exception cref="CryptographicException">The box was sealed under another key or context, or was changed.</exception>
    public string Open(ReadOnlySpan<byte> box, string context)
    {
        if (box.Length < NonceSize + TagSize) throw new CryptographicException("The sealed text is too short.");
        var plain = new byte[box.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(box[..NonceSize], box[NonceSize..^TagSize], box[^TagSize..], plain, Encoding.UTF8.GetBytes(context));
        return Encoding.UTF8.GetString(plain);
    }
}
