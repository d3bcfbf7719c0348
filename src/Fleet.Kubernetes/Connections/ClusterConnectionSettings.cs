using System.Text;

namespace Fleet.Kubernetes.Connections;

/// <summary>
/// Everything needed to talk to one API server, self-contained: files a kubeconfig pointed to are already read in, so the settings work on
/// any silo. They hold secrets: encrypt them where they are stored. <see cref="ToString"/> names no secret.
/// </summary>
/// <param name="Server">Base address, <c>https://host:port[/path]</c>; plain <c>http</c> only makes sense on loopback.</param>
public sealed record ClusterConnectionSettings(Uri Server)
{
    /// <summary>PEM of the authorities trusted to sign the server's certificate; null means the machine's own.</summary>
    public string? CertificateAuthorityPem { get; init; }

    public string? ClientCertificatePem { get; init; }

    /// <summary>Unencrypted PEM key of <see cref="ClientCertificatePem"/>.</summary>
    public string? ClientKeyPem { get; init; }

    /// <summary>Bearer token.</summary>
    public string? Token { get; init; }

    /// <summary><c>http</c>, <c>https</c> or <c>socks5</c>; null means what the environment says, and none for loopback.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Accepts any server certificate. The user asked for it in the kubeconfig; never a default.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>Name to ask for (SNI) and to verify instead of the host in <see cref="Server"/>.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>The context's namespace; null when it has none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Program that hands out credentials. Only ever set when the reader was told to allow it.</summary>
    public ExecPlugin? Exec { get; init; }

    private bool PrintMembers(StringBuilder text)
    {
        text.Append("Server = ").Append(Server)
            .Append(", CertificateAuthority = ").Append(CertificateAuthorityPem is null ? "system" : "given")
            .Append(", ClientCertificate = ").Append(ClientCertificatePem is null ? "none" : "given")
            .Append(", Token = ").Append(Token is null ? "none" : "given")
            .Append(", Proxy = ").Append(Proxy is null ? "none" : Proxy.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped))
            .Append(", InsecureSkipVerify = ").Append(InsecureSkipVerify)
            .Append(", TlsServerName = ").Append(TlsServerName)
            .Append(", Namespace = ").Append(Namespace)
            .Append(", Exec = ").Append(Exec?.Command ?? "none");
        return true;
    }
}
