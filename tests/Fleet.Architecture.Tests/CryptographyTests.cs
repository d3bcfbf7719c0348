using Xunit;

namespace Fleet.Architecture.Tests;

/// <summary>
/// On machines in FIPS mode only approved algorithms work, and government users may run no other. Which module carries them out is the
/// platform's: .NET on Linux calls the OpenSSL that is installed.
/// </summary>
public sealed class CryptographyTests
{
    private const string Namespace = "System.Security.Cryptography.";

    private static readonly FleetAssembly[] Assemblies =
    [
        FleetAssembly.Api, FleetAssembly.Cli, FleetAssembly.Domain, FleetAssembly.Gateway, FleetAssembly.Grains, FleetAssembly.GrainsAbstractions,
        FleetAssembly.Kubernetes, FleetAssembly.Silo, FleetAssembly.Simulator,
    ];

    private static readonly Dictionary<string, string> Approved = new()
    {
        ["AesGcm"] = "SP 800-38D",
        ["ECDsa"] = "FIPS 186-5",
        ["HKDF"] = "SP 800-56C",
        ["HMACSHA256"] = "FIPS 198-1",
        ["RandomNumberGenerator"] = "SP 800-90A, OpenSSL's",
        ["RSA"] = "FIPS 186-5",
        ["SHA256"] = "FIPS 180-4",
    };

    /// <summary>Not algorithms: names of them, parts of certificates, comparisons.</summary>
    private static readonly string[] Neutral =
    [
        "AsymmetricAlgorithm", "AuthenticationTagMismatchException", "CryptographicException", "CryptographicOperations", "ECCurve", "HashAlgorithmName", "IncrementalHash",
        "KeySizes", "Oid", "OidCollection", "RSASignaturePadding",
    ];

    private static readonly string[] ApprovedHashes = ["get_SHA256", "get_SHA384", "get_SHA512"];

    [Fact]
    public void Only_approved_algorithms_are_used() =>
        Assert.Equal(
            "",
            string.Join(", ", Used().Where(used => !Approved.ContainsKey(used.Type) && !Neutral.Contains(used.Type)).Select(used => $"{used.Type} in {used.Assembly}")));

    [Fact]
    public void The_lists_hold_nothing_that_is_not_used() => Assert.Empty(Approved.Keys.Concat(Neutral).Except(Used().Select(used => used.Type)));

    /// <summary>An algorithm that is chosen by its name is no type.</summary>
    [Fact]
    public void Only_approved_hashes_are_named()
    {
        const string Name = Namespace + "HashAlgorithmName.";
        Assert.All(
            Assemblies.SelectMany(assembly => assembly.Members).Where(member => member.StartsWith(Name, StringComparison.Ordinal)),
            member => Assert.Contains(member.Split('.')[^1], ApprovedHashes));
    }

    private static IEnumerable<(string Assembly, string Type)> Used() =>
        from assembly in Assemblies
        from type in assembly.Types
        where type.StartsWith(Namespace, StringComparison.Ordinal) && !type.StartsWith(Namespace + "X509Certificates.", StringComparison.Ordinal)
        select (assembly.Name, type[Namespace.Length..]);
}
