using System.Diagnostics.CodeAnalysis;

namespace Fleet.Domain.Clusters;

/// <summary>The two shapes of names Kubernetes uses (RFC 1123).</summary>
public static class DnsNames
{
    /// <summary>A label: at most 63 of <c>a-z 0-9 -</c>, no <c>-</c> at either end. Namespaces and clusters are labels.</summary>
    public static bool IsLabel([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= 63 } && text[0] != '-' && text[^1] != '-' && text.All(IsLabelCharacter);

    /// <summary>A subdomain: labels joined by dots, at most 253 characters. Most objects' names are subdomains.</summary>
    public static bool IsSubdomain([NotNullWhen(true)] string? text) =>
        text is { Length: > 0 and <= 253 } && text.Split('.').All(IsLabel);

    private static bool IsLabelCharacter(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-';
}
