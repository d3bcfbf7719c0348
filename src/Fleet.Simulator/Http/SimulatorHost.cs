using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator.Http;

/// <summary>
/// Serves simulated clusters over HTTPS, HTTP/2 where asked for, on one loopback port: a cluster is a path,
/// <c>https://127.0.0.1:PORT/clusters/NAME</c>, as behind the proxies that some fleets reach their clusters through.
/// </summary>
public sealed class SimulatorHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, SimulatedCluster> _clusters = new(StringComparer.Ordinal);

    private SimulatorHost(WebApplication app, SimulatorCertificates certificates) => (_app, Certificates) = (app, certificates);

    public SimulatorCertificates Certificates { get; }

    public int Port => new Uri(_app.Urls.First()).Port;

    public Uri Address => new($"https://127.0.0.1:{Port}");

    /// <summary>Served at <c>/</c> as well, for clients that know no path before <c>/api</c>.</summary>
    public SimulatedCluster? Root { get; set; }

    public IEnumerable<SimulatedCluster> Clusters => _clusters.Values;

    /// <param name="port">0 for a free one.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(SimulatorCertificates certificates, int port, ILoggerProvider? logs = null)
    {
        ArgumentNullException.ThrowIfNull(certificates);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        if (logs is not null) builder.Logging.AddProvider(logs);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.Http2.MaxStreamsPerConnection = 250;
            kestrel.Limits.MaxRequestBodySize = 3 * 1024 * 1024;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1AndHttp2;
                listen.UseHttps(https =>
                {
                    https.ServerCertificate = certificates.Server;
                    https.ClientCertificateMode = Microsoft.AspNetCore.Server.Kestrel.Https.ClientCertificateMode.AllowCertificate;
                    https.ClientCertificateValidation = (_, _, _) => true;
                });
            });
        });
        var app = builder.Build();
        var host = new SimulatorHost(app, certificates);
        app.Run(host.ServeAsync);
        await app.StartAsync();
        return host;
    }

    public void Add(SimulatedCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        if (!_clusters.TryAdd(cluster.Options.Name, cluster)) throw new ArgumentException($"There is a cluster {cluster.Options.Name} already.", nameof(cluster));
    }

    public Uri AddressOf(SimulatedCluster cluster)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        return new Uri(Address, $"/clusters/{cluster.Options.Name}");
    }

    /// <summary>A kubeconfig for the cluster's administrator, or for whom the token is.</summary>
    public string Kubeconfig(SimulatedCluster cluster, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(cluster);
        var authority = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(Certificates.AuthorityPem));
        return $$"""
            apiVersion: v1
            kind: Config
            current-context: {{cluster.Options.Name}}
            contexts:
            - name: {{cluster.Options.Name}}
              context: {cluster: {{cluster.Options.Name}}, user: admin}
            clusters:
            - name: {{cluster.Options.Name}}
              cluster:
                server: {{AddressOf(cluster)}}
                certificate-authority-data: {{authority}}
            users:
            - name: admin
              user: {token: {{token ?? cluster.Accounts.AdminToken}}}

            """;
    }

    public async ValueTask DisposeAsync()
    {
        // Open watches would hold it up.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (context.Request.Path == "/healthz")
        {
            await context.Response.WriteAsync("ok");
            return;
        }
        if (!context.Request.Path.StartsWithSegments("/clusters", out var rest) || rest.Value is not { Length: > 1 } path)
        {
            if (Root is { } root) await ClusterHttp.ServeAsync(root, context.Request.Path.Value ?? "/", context, Certificates);
            else context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var end = path.IndexOf('/', 1);
        var name = end < 0 ? path[1..] : path[1..end];
        if (!_clusters.TryGetValue(name, out var cluster)) context.Abort();
        else await ClusterHttp.ServeAsync(cluster, end < 0 ? "/" : path[end..], context, Certificates);
    }
}
