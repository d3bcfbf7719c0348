using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;

namespace Fleet.Gateway.Security.Tokens;

/// <summary>How a token looks and what it gives.</summary>
internal static class ApiTokens
{
    public const string Prefix = "qft_";
    public static readonly TimeSpan LongestLife = TimeSpan.FromDays(366);

    /// <summary>More would be a leak of whoever creates them.</summary>
    public const int Most = 1000;

    /// <summary>256 random bits behind a prefix that scanners for leaked secrets can look for.</summary>
    public static string New() => Prefix + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Nothing when the row cannot be read: a newer release may know roles that this one does not.</summary>
    public static ImmutableArray<Grant> GrantsOf(StoredToken token)
    {
        if (!LabelSelector.TryParse(token.Clusters, out var selector, out _)) return [];
        return
        [
            .. token.Roles.Split(',').Select(name => Roles.TryParse(name, out var role) ? role : null)
                .OfType<Role>().Select(role => new Grant(role, selector)),
        ];
    }
}
