using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Connections;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>How the suite connects to the server it runs against.</summary>
public static class ContractConnections
{
    public static KubernetesApiOptions Options { get; } = new()
    {
        Cluster = "test",
        RequestTimeout = TimeSpan.FromSeconds(30),
        RetryDelay = TimeSpan.FromMilliseconds(50),
        RediscoveryInterval = TimeSpan.FromMilliseconds(100),
    };

    /// <summary>The admin's settings, but through a proxy.</summary>
    public static ClusterConnectionSettings Via(this IContractServer server, CuttingProxy proxy) =>
        server.AdminSettings with { Server = new Uri($"https://127.0.0.1:{proxy.Port}") };

    public static KubernetesApi Connect(this IContractServer server, ClusterConnectionSettings? settings = null, KubernetesApiOptions? options = null) =>
        KubernetesApi.Connect(settings ?? server.AdminSettings, options ?? Options, TimeProvider.System, NullLogger.Instance);

    public static ObjectKey ConfigMap(string ns, string name) => new(ResourceKind.ConfigMap, ns, name);

    public static ClusterConnectionSettings Read(string kubeconfig) =>
        Assert.IsType<KubeconfigOutcome.Accepted>(KubeconfigReader.Read(kubeconfig, null, null, allowExec: false)).Settings;
}
