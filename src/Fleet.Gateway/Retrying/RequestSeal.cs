using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Gateway.Retrying;

/// <summary>
/// Tells whether two requests ask for the same. Bodies hold kubeconfigs, so the hash is keyed, with what all gateways of the fleet know.
/// </summary>
internal sealed class RequestSeal(byte[] adminTokenHash)
{
    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, adminTokenHash, 32, info: "quay-fleet idempotency key"u8.ToArray());

    /// <param name="parts">Method, path, query and preconditions.</param>
    public byte[] Of(ReadOnlySpan<string> parts, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // With its length, so that no part can pretend to be two.
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
