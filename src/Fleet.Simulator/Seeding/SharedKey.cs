using System.Security.Cryptography;

namespace Fleet.Simulator.Seeding;

/// <summary>One RSA key for everything that is seeded together: making them would take most of the time of seeding.</summary>
internal sealed class SharedKey
{
    private readonly byte[] _key;

    public SharedKey()
    {
        using var made = RSA.Create(2048);
        _key = made.ExportPkcs8PrivateKey();
    }

    /// <summary>The caller disposes of it.</summary>
    public RSA Open()
    {
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(_key, out _);
        return key;
    }
}
