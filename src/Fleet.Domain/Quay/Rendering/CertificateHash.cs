using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>The short hash of a CA bundle that Deployments carry as annotation, so that a new CA rolls their pods.</summary>
public static class CertificateHash
{
    /// <summary>The last 8 hexadecimal digits of the text's SHA-256; empty for an absent text.</summary>
    public static string Of(string? text) =>
        text is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[^8..];
}
