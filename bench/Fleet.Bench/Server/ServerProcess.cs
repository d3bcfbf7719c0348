using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Silo.Hosting;
using Fleet.Testing;

namespace Fleet.Bench.Server;

/// <summary>The Release build of the server as a process of its own, reconciling one cluster, with data of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private readonly Process _process;
    private readonly string? _ownData;

    private ServerProcess(Process process, string? ownData, Uri address)
    {
        (_process, _ownData) = (process, ownData);
        Client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>Authenticated, at the root of the server.</summary>
    public HttpClient Client { get; }

    public ProcessFigures Figures => ProcessFigures.Of(_process.Id);

    public Task<RequestCounts> RequestsAsync() => RequestCounts.ReadAsync(Client);

    /// <summary>Starts the server and adds the cluster <c>bench</c>; returns when it is live.</summary>
    public static async Task<ServerProcess> StartAsync(string kubeconfig)
    {
        var server = await StartAsync();
        try
        {
            await server.AddAsync("bench", await File.ReadAllTextAsync(kubeconfig));
            await server.LiveAsync("bench");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server without any cluster but those that <paramref name="arguments"/> ask for.</summary>
    public static Task<ServerProcess> StartAsync(params IEnumerable<string> arguments) =>
        StartAsync(Directory.CreateTempSubdirectory("quay-fleet-bench-").FullName, isOwn: true, arguments, postgres: null);

    /// <summary>Starts the server on a folder that stays when it ends.</summary>
    public static Task<ServerProcess> StartOnAsync(string data, IEnumerable<string> arguments) => StartAsync(data, isOwn: false, arguments, postgres: null);

    /// <summary>Starts one of several servers of a fleet.</summary>
    /// <param name="data">The folder that they share; stays when they end.</param>
    public static Task<ServerProcess> StartAsync(string data, string postgres) => StartAsync(data, isOwn: false, [], postgres);

    private static async Task<ServerProcess> StartAsync(string data, bool isOwn, IEnumerable<string> arguments, string? postgres)
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.FindOne()}");
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Repository.Root, "src/Fleet.Silo/bin/Release/net10.0/Fleet.Silo.dll"));
        foreach (var argument in (string[])["--urls", address.GetLeftPart(UriPartial.Authority), "--data", data, .. arguments]) start.ArgumentList.Add(argument);
        if (postgres is not null) start.Environment["QUAYFLEET_POSTGRES"] = postgres;
        var server = new ServerProcess(Process.Start(start)!, isOwn ? data : null, address);
        try
        {
            await server.RunningAsync();
            server.Client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(data, "admin.token"))).Trim());
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a cluster in mode reconcile.</summary>
    public async Task AddAsync(string name, string kubeconfig, params (string Name, string Value)[] labels)
    {
        using var added = await Client.PostAsJsonAsync("/api/v1/clusters", new { name, kubeconfig, mode = "reconcile", labels = labels.ToDictionary(label => label.Name, label => label.Value) });
        if (!added.IsSuccessStatusCode) throw new HttpRequestException($"cluster {name}: {(int)added.StatusCode} {await added.Content.ReadAsStringAsync()}");
    }

    /// <summary>SIGSTOP: what else runs on this machine meanwhile does not compete with the server.</summary>
    public Task SuspendAsync() => SignalAsync("STOP");

    public Task ResumeAsync() => SignalAsync("CONT");

    /// <summary>SIGTERM; returns at once.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>SIGKILL; returns at once.</summary>
    public Task KillAsync() => SignalAsync("KILL");

    /// <summary>Waits until two seconds pass without a write to the cluster.</summary>
    public async Task<RequestCounts> SettledAsync()
    {
        var before = await RequestsAsync();
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System);
            var now = await RequestsAsync();
            if (now.Writes == before.Writes) return now;
            before = now;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
        if (_ownData is not null) Directory.Delete(_ownData, recursive: true);
    }

    private async Task RunningAsync()
    {
        var running = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data?.StartsWith("Token ", StringComparison.Ordinal) == true) running.TrySetResult();
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { } text) Console.Error.WriteLine($"server: {text}");
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await running.Task.WaitAsync(Patience);
    }

    /// <summary>Waits until the server shows the cluster live. One that has just started answers 503 until it has seen the fleet.</summary>
    public Task LiveAsync(string name) => Wait.UntilAsync(
        async () =>
        {
            using var answer = await Client.GetAsync(new Uri($"/api/v1/clusters/{name}", UriKind.Relative));
            return answer.IsSuccessStatusCode && (await answer.Content.ReadAsStringAsync()).Contains("\"freshness\":\"live\"", StringComparison.Ordinal);
        },
        $"the cluster {name} to be live");

    /// <summary>Waits until the API's totals show so many registries live. Asked for seldom, since counting ten thousand takes the server some milliseconds.</summary>
    public Task AllLiveAsync(int registries) => Wait.UntilAsync(
        async () => await TotalsAsync() is { } totals && (int)totals["byFreshness"]!["live"]! >= registries, $"{registries} registries to be live", TimeSpan.FromMinutes(20), TimeSpan.FromMilliseconds(200));

    /// <summary>Of registries; null while the server answers 503, since it has not seen the fleet yet.</summary>
    public async Task<JsonNode?> TotalsAsync()
    {
        using var answer = await Client.GetAsync(new Uri("/api/v1/fleet", UriKind.Relative));
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["registries"] : null;
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }
}
