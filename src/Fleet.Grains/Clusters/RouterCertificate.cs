using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Fleet.Grains.Clusters;

/// <summary>Fetches the chain that a cluster's router serves, so that pods can be made to trust it. Best effort.</summary>
internal static class RouterCertificate
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public static async Task ReportAsync(ClusterSession session, string appsDomain, string host, IClusterGrain cluster, Action<Exception> failed)
    {
        try
        {
            await cluster.CertificateFetched(session.Number, appsDomain, await FetchAsync(host, session.Ended));
            // Another Route may have told the domain, on a cluster where nothing may be written.
            if (session.HasProbe && session.Facts.MayWrite) await RouterProbe.RemoveAsync(session);
        }
        catch (OperationCanceledException)
        {
            return;
        }
#pragma warning disable CA1031 // the end of a detached task: nobody else would see it
        catch (Exception e)
        {
            if (!session.Ended.IsCancellationRequested) failed(e);
        }
#pragma warning restore CA1031
    }

    /// <summary>The chain in PEM, leaf first; null when the host cannot be reached or speaks no TLS.</summary>
    private static async Task<string?> FetchAsync(string host, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Longest);
        var chain = new StringBuilder();
        try
        {
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(host, 443, limited.Token);
            await using var tls = new SslStream(tcp.GetStream());
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = host,
#pragma warning disable CA5359 // nothing is sent: the point is to learn the certificate, trusted or not
                RemoteCertificateValidationCallback = (_, leaf, built, _) => Append(chain, leaf, built),
#pragma warning restore CA5359
            };
            await tls.AuthenticateAsClientAsync(options, limited.Token);
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return null;
        }
        return chain.Length == 0 ? null : chain.ToString();
    }

    private static bool Append(StringBuilder pem, X509Certificate? leaf, X509Chain? chain)
    {
        var certificates = chain is { ChainElements.Count: > 0 }
            ? chain.ChainElements.Select(element => element.Certificate)
            : leaf is X509Certificate2 only ? [only] : [];
        foreach (var certificate in certificates) pem.Append(certificate.ExportCertificatePem()).Append('\n');
        return true;
    }
}
