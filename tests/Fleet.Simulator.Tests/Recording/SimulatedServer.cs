using Fleet.Simulator.Http;
using Fleet.Simulator.Store;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>A simulated cluster with the namespace and the kinds of the real one it is compared with, reached as that one is.</summary>
internal sealed class SimulatedServer : IAnswering, IAsyncDisposable
{
    private readonly SimulatorHost _host;
    private readonly HttpAnswering _http;

    private SimulatedServer(SimulatorHost host, SimulatedCluster cluster)
    {
        _host = host;
        _http = new HttpAnswering(new Uri(host.AddressOf(cluster) + "/"), host.Certificates.AuthorityPem, cluster.Accounts.AdminToken);
    }

    public static async Task<SimulatedServer> StartAsync(RealServer real, string ns, TimeProvider clock)
    {
        var host = await SimulatorHost.StartAsync(SimulatorCertificates.Create(TimeProvider.System), 0);
        var cluster = new SimulatedCluster(new SimulatedClusterOptions("sim", "0a1b2c3d"), ClusterImage.Empty, clock, NullLogger.Instance);
        host.Add(cluster);
        var server = new SimulatedServer(host, cluster);
        await server.SendAsync(Call.Create("api/v1/namespaces", new() { ["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = ns } }));
        foreach (var crd in await real.DefinitionsAsync())
        {
            crd["metadata"] = new System.Text.Json.Nodes.JsonObject { ["name"] = (string)crd["metadata"]!["name"]! };
            crd.Remove("status");
            await server.SendAsync(Call.Create("apis/apiextensions.k8s.io/v1/customresourcedefinitions", crd));
        }
        return server;
    }

    public Task<Answer> SendAsync(Call call) => _http.SendAsync(call);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }
}
