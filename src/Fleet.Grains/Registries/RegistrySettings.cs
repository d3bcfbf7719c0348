using Fleet.Domain.Quay.Rendering;
using Fleet.Grains.Security;

namespace Fleet.Grains.Registries;

/// <summary>What is the same for every registry of the fleet.</summary>
internal sealed class RegistrySettings(FleetKeys keys, OperatorSettings @operator)
{
    private readonly byte[] _hashKey = keys.Derive("applied-bodies");

    public OperatorSettings Operator { get; } = @operator;

    /// <summary>Equal hashes, equal bodies; nothing about a body can be learnt from its hash.</summary>
    public string HashOf(string body) =>
        Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(_hashKey, System.Text.Encoding.UTF8.GetBytes(body)).AsSpan(0, 16));
}
