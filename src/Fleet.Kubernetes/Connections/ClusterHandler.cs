using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Fleet.Kubernetes.Connections;

/// <summary>Builds the socket handler for one cluster: TLS, proxy, HTTP/2 and the limits that notice a dead connection.</summary>
internal static class ClusterHandler
{
    public static SocketsHttpHandler Create(ClusterConnectionSettings settings, KubernetesApiOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirect would carry the credentials elsewhere
            AutomaticDecompression = DecompressionMethods.GZip,
            ConnectTimeout = options.ConnectTimeout,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = options.KeepAlivePingDelay,
            KeepAlivePingTimeout = options.KeepAlivePingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionLifetime = TimeSpan.FromMinutes(15), // new requests follow a changed DNS entry; watches stay
            UseCookies = false,
            // client-go never sends loopback through the environment's proxy either.
            UseProxy = settings.Proxy is not null || !settings.Server.IsLoopback,
        };
        if (settings.Proxy is { } proxy) handler.Proxy = ProxyFor(proxy);
        ConfigureTls(handler.SslOptions, settings);
        return handler;
    }

    private static WebProxy ProxyFor(Uri proxy)
    {
        var webProxy = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri);
        if (proxy.UserInfo.Split(':', 2) is [var user, var password])
            webProxy.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
        return webProxy;
    }

    private static void ConfigureTls(SslClientAuthenticationOptions tls, ClusterConnectionSettings settings)
    {
        if (settings is { ClientCertificatePem: { } certificate, ClientKeyPem: { } key })
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificate);
            tls.ClientCertificateContext = SslStreamCertificateContext.Create(X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
        }

        if (settings.InsecureSkipVerify)
        {
#pragma warning disable CA5359 // the user's kubeconfig asks for it
            tls.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (settings.CertificateAuthorityPem is { } authority)
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(authority);
            tls.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck, // cluster CAs publish no revocation lists
                VerificationFlags = X509VerificationFlags.IgnoreRootRevocationUnknown | X509VerificationFlags.IgnoreCertificateAuthorityRevocationUnknown,
            };
            tls.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
    }
}
