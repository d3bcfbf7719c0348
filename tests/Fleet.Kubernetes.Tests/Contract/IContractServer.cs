using Fleet.Kubernetes.Connections;
using Fleet.Testing;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>A server that the contract suite runs against: a real one or a simulated one. Where they differ, the simulated one is wrong.</summary>
public interface IContractServer
{
    int Port { get; }

    /// <summary>A client that is none of the code under test.</summary>
    AdminClient Admin { get; }

    string AdminToken { get; }

    (string Certificate, string Key) AdminCertificatePem { get; }

    ClusterConnectionSettings AdminSettings { get; }

    /// <summary>Of a user without any rights.</summary>
    ClusterConnectionSettings NobodySettings { get; }

    Task<string> CreateNamespaceAsync(string prefix = "test");

    Task InstallCrdAsync(string group, string kind, string plural, string version = "v1");

    Task<string> CreateServiceAccountAsync(string ns, string name, string clusterRole);

    Task CompactAsync();

    Task StopAsync();

    Task StartAsync();

    async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }
}
