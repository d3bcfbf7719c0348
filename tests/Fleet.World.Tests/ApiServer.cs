using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Fleet.World.Tests;
using Xunit;

[assembly: AssemblyFixture(typeof(ApiServer))]

namespace Fleet.World.Tests;

/// <summary>
/// The API server of these tests: the one of <c>QUAYFLEET_TEST_KUBECONFIG</c>, or one started with <c>scripts/kube/up.sh</c>. No controller
/// manager is needed; one that runs the deployment and job controllers is in the way.
/// </summary>
public sealed class ApiServer : IAsyncLifetime
{
    private string? _scripts;
    private string? _directory;

    public string Kubeconfig { get; private set; } = "";

    internal ClusterApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Kubeconfig = Environment.GetEnvironmentVariable("QUAYFLEET_TEST_KUBECONFIG") is { Length: > 0 } given ? given : await StartAsync();
        await WorldDefinitions.InstallAsync(Kubeconfig);
        await WorldDefinitions.InstallFilesAsync(Kubeconfig, Directory.GetFiles(Path.Combine(Root(), "deploy/member-cluster/crds"), "*.yaml"));
        Api = ClusterApi.Open(Kubeconfig);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        if (_scripts is null) return;
        await RunAsync(Path.Combine(_scripts, "down.sh"), _directory!);
        Directory.Delete(_directory!, recursive: true);
    }

    private async Task<string> StartAsync()
    {
        var scripts = Path.Combine(Root(), "scripts/kube");
        if (!File.Exists(Path.Combine(scripts, "up.sh")))
            throw new InvalidOperationException("Set QUAYFLEET_TEST_KUBECONFIG: there is no scripts/kube/up.sh to start an API server with.");
        _directory = Directory.CreateTempSubdirectory("fleet-world-").FullName;
        _scripts = scripts;
        await RunAsync(Path.Combine(scripts, "up.sh"), "1", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture), _directory);
        return Path.Combine(_directory, "c1.kubeconfig");
    }

    private static async Task RunAsync(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(script, arguments);
        start.Environment["KCM"] = "0";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{script} did not start");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} ended with {process.ExitCode}");
    }

    // The script takes this port, the next one, and the one 11 further on.
    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Fleet.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
