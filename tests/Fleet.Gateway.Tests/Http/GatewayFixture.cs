using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Retrying;
using Fleet.Gateway.Security;
using Fleet.Gateway.Security.Oidc;
using Fleet.Gateway.Security.Tokens;
using Fleet.Gateway.Tests.Http;
using Fleet.Grains;
using Fleet.Grains.Index;
using Fleet.Silo.Hosting;
using Fleet.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using Xunit;

[assembly: AssemblyFixture(typeof(GatewayFixture))]

namespace Fleet.Gateway.Tests.Http;

/// <summary>The gateway on a real port, beside a silo whose grains are the fakes of this assembly.</summary>
public class GatewayFixture : IAsyncLifetime
{
    public const string Token = "the-administrators-token";
    private WebApplication? _app;

    public string Address { get; private set; } = "";

    public string TokenFile { get; } = Path.Combine(Directory.CreateTempSubdirectory("quayfleet-token-").FullName, "admin.token");

    internal MemoryTokens Tokens { get; init; } = new();

    internal MemoryAudit Audit { get; } = new();

    internal OidcOptions? Oidc { get; init; }

    internal CallerLimits? Limits { get; init; } = new(0, 0);

    internal TimeProvider Time { get; init; } = TimeProvider.System;

    internal IServiceProvider Services => _app!.Services;

    internal IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    public HttpClient Client(string? token = Token)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address) };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>Ends when the gateway's copy, which is a moment behind the index, has the cluster.</summary>
    public async Task ShowAsync(ClusterSummary cluster)
    {
        await Index(cluster.Name).ReportCluster(new Numbered<ClusterSummary>(1, 1, cluster with { LastSignOfLife = TimeProvider.System.GetUtcNow().AddMinutes(10) }));
        using var client = Client();
        await Wait.UntilAsync(async () => (await client.GetAsync($"api/v1/clusters/{cluster.Name}")).IsSuccessStatusCode, $"the gateway shows cluster {cluster.Name}");
    }

    public Task ShowAsync(RegistrySummary registry) => Index(registry.Key.Cluster).ReportRegistry(new Numbered<RegistrySummary>(1, 1, registry));

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(TokenFile, Token + "\n");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(Time);
        builder.Services.AddSingleton<IApiTokenStore>(Tokens);
        builder.Services.AddSingleton<IAuditStore>(Audit);
        builder.Services.AddSingleton<IRequestKeyStore>(new MemoryRequestKeys());
        builder.Services.AddSingleton<Fleet.Gateway.Features.Rollouts.IRolloutDirectory, FakeRolloutDirectory>();
        builder.Services.AddFleetGateway(SHA256.HashData(Encoding.UTF8.GetBytes(Token)), Oidc, Limits);
        var ports = FreePorts.Find();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(ports.Silo, ports.Gateway, serviceId: "gateway-tests", clusterId: "gateway-tests");
            silo.Configure<EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
            silo.Services.AddSerializer(serializer => serializer.AddJsonSerializer(
                isSupported: type => type.Namespace?.StartsWith("Fleet.Domain", StringComparison.Ordinal) == true));
        });
        _app = builder.Build();
        _app.MapFleetGateway();
        await _app.StartAsync();
        Address = _app.Urls.Single();
        using var client = Client(null);
        await Wait.UntilAsync(async () => (await client.GetAsync("readyz")).IsSuccessStatusCode, "the gateway is ready");
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await _app!.StopAsync();
        await _app.DisposeAsync();
    }

    private IFleetIndexGrain Index(ClusterName cluster) => Grains.GetGrain<IFleetIndexGrain>(FleetIndexShards.Of(cluster));
}
