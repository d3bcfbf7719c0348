using System.Net;
using System.Text.Json.Nodes;
using Fleet.Bench.Server;
using Fleet.Testing;

namespace Fleet.Bench.Failover;

/// <summary>Two servers of one fleet on a PostgreSQL, and one cluster with one registry, whose workloads nobody plays any more.</summary>
internal sealed class FailoverStage : IAsyncDisposable
{
    private const string Registry = "main";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("quay-fleet-bench-silos-");
    private readonly PostgresServer _postgres = new();
    private readonly List<ServerProcess> _servers = [];
    private BenchCluster? _cluster;
    private string _ns = "";

    public static async Task<FailoverStage> OpenAsync()
    {
        var stage = new FailoverStage();
        try
        {
            await stage._postgres.InitializeAsync();
            var cluster = stage._cluster = await BenchCluster.OpenAsync();
            await stage.StartAsync();
            await stage.StartAsync();
            await stage._servers[0].AddAsync("bench", await File.ReadAllTextAsync(cluster.KubeconfigPath));
            stage._ns = await cluster.CreateNamespaceAsync("failover");
            await using var stream = await RegistryStream.OpenAsync(stage._servers[0].Client);
            await cluster.CreateRegistryAsync(stage._ns, Registry);
            await stream.AllAvailableAsync(stage._ns, 1, Patience);
            await cluster.FreezeWorkloadsAsync();
            await stage._servers[0].SettledAsync();
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the cluster's home; afterwards there are two servers again.</summary>
    public async Task<(TimeSpan Seen, TimeSpan Corrected)> PlayAsync(Ending ending)
    {
        var home = await HomeAsync();
        var other = _servers.Single(server => server != home);
        var status = (await Admin.GetAsync($"{Deployment}"))["status"]!.AsObject();
        var available = (int?)status["availableReplicas"] is 0 or null;
        await using var stream = await RegistryStream.OpenAsync(other.Client);
        using var limit = new CancellationTokenSource(Patience, TimeProvider.System);
        await ShownAsync(stream, !available, limit.Token);

        await (ending switch { Ending.Kill => home.KillAsync(), Ending.Stop => home.SuspendAsync(), _ => home.TerminateAsync() });
        var began = TimeProvider.System.GetTimestamp();
        await Admin.MergeAsync($"{Deployment}/status", new JsonObject { ["status"] = DeploymentStatus.With(status, available) });
        await Admin.DeleteAsync(Service);
        var seen = ShownAsync(stream, available, limit.Token);
        var corrected = PutBackAsync();
        var times = (TimeProvider.System.GetElapsedTime(began, await seen), TimeProvider.System.GetElapsedTime(began, await corrected));

        _servers.Remove(home);
        await home.DisposeAsync();
        await StartAsync();
        foreach (var server in _servers) await server.LiveAsync("bench");
        await other.SettledAsync();
        return times;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers) await server.DisposeAsync();
        if (_cluster is not null) await _cluster.StopAllAsync();
        await _postgres.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private AdminClient Admin => _cluster!.Admin;

    private string Deployment => $"/apis/apps/v1/namespaces/{_ns}/deployments/{Registry}-quay-redis";

    private string Service => $"/api/v1/namespaces/{_ns}/services/{Registry}-quay-redis";

    private async Task StartAsync() => _servers.Add(await ServerProcess.StartAsync(_data.FullName, _postgres.Connection));

    /// <summary>The server that corrects drift now: the one that watches the cluster. Ending the other one would measure nothing.</summary>
    private async Task<ServerProcess> HomeAsync()
    {
        // Metrics are some moments old when they are told: counts that do not move yet say nothing.
        var before = await SteadyAsync();
        await Admin.DeleteAsync(Service);
        await PutBackAsync();
        var after = await SteadyAsync();
        var wrote = _servers.Where((_, index) => after[index] > before[index]).ToList();
        return wrote.Count == 1 ? wrote[0] : throw new InvalidOperationException($"{wrote.Count} servers corrected drift, not one: {string.Join(' ', before)}, then {string.Join(' ', after)}.");
    }

    private async Task<List<long>> SteadyAsync()
    {
        for (List<long>? before = null; ;)
        {
            var now = await WritesAsync();
            if (before is not null && now.SequenceEqual(before)) return now;
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
        }
    }

    private async Task<List<long>> WritesAsync()
    {
        var writes = new List<long>();
        foreach (var server in _servers) writes.Add((await server.RequestsAsync()).ByVerb.GetValueOrDefault("apply"));
        return writes;
    }

    private async Task<long> PutBackAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await Admin.StatusOfAsync(Service) != HttpStatusCode.OK)
        {
            if (TimeProvider.System.GetElapsedTime(began) > Patience) throw new TimeoutException($"{Service} was not put back.");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        return TimeProvider.System.GetTimestamp();
    }

    private async Task<long> ShownAsync(RegistryStream stream, bool available, CancellationToken cancellation)
    {
        while (true)
            if (await stream.NextAsync(cancellation) is { } seen && seen.Key == $"bench/{_ns}/{Registry}" && seen.Available == available)
                return seen.At;
    }
}
