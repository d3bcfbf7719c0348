using Fleet.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Fleet.World.Tests.ApiServer))]

namespace Fleet.World.Tests;

/// <summary>The API server of these tests, with the definitions they use. Without a controller manager: it would do the actors' work.</summary>
public sealed class ApiServer : IAsyncLifetime
{
    private readonly Fleet.Testing.ApiServer _server = new();

    public string Kubeconfig => _server.KubeconfigPath;

    internal ClusterApi Api { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        await WorldDefinitions.InstallAsync(Kubeconfig);
        await WorldDefinitions.InstallFilesAsync(
            Kubeconfig, Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "member-cluster", "crds"), "*.yaml"));
        Api = ClusterApi.Open(Kubeconfig);
    }

    public async ValueTask DisposeAsync()
    {
        Api?.Dispose();
        await _server.DisposeAsync();
    }
}
