using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Connections;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>The real thing, with the controller that writes revisions into Deployments.</summary>
public sealed class KubernetesServer() : ApiServer("deployment")
{
    /// <summary>One after the other: some restart the server.</summary>
    public const string Collection = "API server";

    public static KubernetesApiOptions Options { get; } = new()
    {
        Cluster = "test",
        RequestTimeout = TimeSpan.FromSeconds(30),
        RetryDelay = TimeSpan.FromMilliseconds(50),
        RediscoveryInterval = TimeSpan.FromMilliseconds(100),
    };

    public ClusterConnectionSettings AdminSettings => Read(KubeconfigPath);

    public ClusterConnectionSettings NobodySettings => Read(NobodyKubeconfigPath);

    /// <summary>The admin's settings, but through a proxy.</summary>
    public ClusterConnectionSettings Via(CuttingProxy proxy) => AdminSettings with { Server = new Uri($"https://127.0.0.1:{proxy.Port}") };

    public KubernetesApi Connect(ClusterConnectionSettings? settings = null, KubernetesApiOptions? options = null) =>
        KubernetesApi.Connect(settings ?? AdminSettings, options ?? Options, TimeProvider.System, NullLogger.Instance);

    public static ObjectKey ConfigMap(string ns, string name) => new(ResourceKind.ConfigMap, ns, name);

    private static ClusterConnectionSettings Read(string path) =>
        Assert.IsType<KubeconfigOutcome.Accepted>(KubeconfigReader.Read(File.ReadAllText(path), null, null, allowExec: false)).Settings;
}
