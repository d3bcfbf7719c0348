using System.Buffers.Text;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Fleet.Kubernetes.Connections;

/// <summary>When the credentials of a connection end by themselves, as far as they say so. The API server may refuse them sooner.</summary>
public static class CredentialExpiry
{
    /// <summary>The sooner of client certificate and token; null when neither tells, or a program hands them out anew.</summary>
    public static DateTimeOffset? Of(ClusterConnectionSettings settings)
    {
        if (settings.Exec is not null) return null;
        var (certificate, token) = (OfCertificate(settings.ClientCertificatePem), OfToken(settings.Token));
        return certificate is null || token < certificate ? token ?? certificate : certificate;
    }

    private static DateTimeOffset? OfCertificate(string? pem)
    {
        if (pem is null) return null;
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return certificate.NotAfter.ToUniversalTime();
    }

    /// <summary>Of a JSON web token, as service accounts have (RFC 7519, <c>exp</c>, seconds since 1970).</summary>
    private static DateTimeOffset? OfToken(string? token)
    {
        if (token?.Split('.') is not [_, var claims, _] || !Base64Url.IsValid(claims)) return null;
        try
        {
            using var read = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return read.RootElement.ValueKind == JsonValueKind.Object && read.RootElement.TryGetProperty("exp", out var exp)
                && exp.ValueKind == JsonValueKind.Number && exp.TryGetInt64(out var seconds) && seconds is > 0 and < 253_402_300_800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;
        }
        catch (JsonException)
        {
            // Three parts with dots between them, and no JSON: an opaque token tells nothing.
            return null;
        }
    }
}
