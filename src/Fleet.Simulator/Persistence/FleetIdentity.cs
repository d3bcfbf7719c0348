using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Simulator.Persistence;

/// <summary>What has to stay the same for kubeconfigs to stay valid: derived from one secret, so that a thousand clusters keep nothing.</summary>
internal sealed class FleetIdentity(byte[] secret)
{
    private readonly uint _start = BitConverter.ToUInt32(SHA256.HashData(secret));

    /// <summary>The bearer token of a cluster's administrator.</summary>
    public string TokenOf(string cluster) => Convert.ToHexStringLower(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(cluster))[..16]);

    /// <summary>Eight hexadecimal digits, different for every number: an odd factor permutes the 32-bit numbers.</summary>
    public string MarkerOf(int number) => unchecked(_start + (uint)number * 0x9E3779B1u).ToString("x8", CultureInfo.InvariantCulture);
}
