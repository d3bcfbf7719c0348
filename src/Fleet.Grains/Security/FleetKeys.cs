using System.Security.Cryptography;
using System.Text;

namespace Fleet.Grains.Security;

/// <summary>
/// The fleet's master key and id. The key encrypts credentials and keys the fingerprints of observed objects; it is never stored beside
/// what it protects in the same table, and separate uses get separately derived keys.
/// </summary>
/// <param name="master">32 random bytes.</param>
public sealed class FleetKeys(byte[] master, string fleetId)
{
    /// <summary>Identifies this fleet on member clusters (holder of the Lease <c>quay-fleet</c>).</summary>
    public string FleetId { get; } = fleetId;

    /// <summary>32 bytes for one use.</summary>
    public byte[] Derive(string use) => HKDF.DeriveKey(HashAlgorithmName.SHA256, master, 32, info: Encoding.UTF8.GetBytes(use));

    public override string ToString() => $"fleet {FleetId}";
}
