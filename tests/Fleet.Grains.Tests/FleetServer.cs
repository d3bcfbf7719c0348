using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Grains.Clusters;
using Fleet.Grains.Registries;
using Fleet.Silo.Hosting;
using Fleet.Silo.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>The server as it runs in production, in this process, on a data folder of its own.</summary>
internal sealed class FleetServer : IAsyncDisposable
{
    private readonly DataDirectory _data;
    private readonly IFleetStore _store;
    private readonly WebApplication _app;

    private FleetServer(DataDirectory data, IFleetStore store, WebApplication app) => (_data, _store, _app) = (data, store, app);

    public IServiceProvider Services => _app.Services;

    /// <summary>Where its API is served.</summary>
    public Uri Address => new(_app.Urls.Single());

    public IGrainFactory Grains => _app.Services.GetRequiredService<IGrainFactory>();

    public static string NewFolder() => Directory.CreateTempSubdirectory("quay-fleet-test-").FullName;

    public static async Task<FleetServer> StartAsync(string folder)
    {
        if (!DataDirectory.TryOpen(folder, shared: false, out var data, out var problem)) throw new InvalidOperationException(problem);
        var options = new ServerOptions("http://127.0.0.1:0", folder, AllowExec: false, SkipResourceRequests: false);
        var store = await Server.OpenStoreAsync(options, data, TestContext.Current.CancellationToken);
        var app = Server.Build(options, store);
        await app.StartAsync();
        return new FleetServer(data, store, app);
    }

    public IClusterGrain Cluster(string name) => Grains.GetGrain<IClusterGrain>(name);

    public IRegistryGrain Registry(string cluster, string ns, string name) => Grains.GetGrain<IRegistryGrain>($"{cluster}/{ns}/{name}");

    public async Task AddAsync(string name, OpenShiftLikeCluster cluster, ClusterMode mode = ClusterMode.Reconcile)
    {
        var outcome = await Cluster(name).Register(new RegisterCluster(cluster.Kubeconfig, null, mode, ImmutableSortedDictionary<string, string>.Empty));
        Assert.IsType<RegistrationOutcome.Accepted>(outcome);
    }

    /// <summary>Ends an activation, as Orleans may at any time.</summary>
    public async Task PutDownAsync<TGrain>(string key) where TGrain : IGrainWithStringKey =>
        await Grains.GetGrain<TGrain>(key).AsReference<IGrainManagementExtension>().DeactivateOnIdle();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _store.DisposeAsync();
        _data.Dispose();
    }
}
