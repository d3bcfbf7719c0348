using Fleet.Kubernetes.Connections;
using Fleet.Testing;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>The real thing, with the controller that writes revisions into Deployments.</summary>
public sealed class KubernetesServer() : ApiServer("deployment"), IContractServer
{
    /// <summary>One after the other: some restart the server.</summary>
    public const string Collection = "API server";

    public ClusterConnectionSettings AdminSettings => ContractConnections.Read(File.ReadAllText(KubeconfigPath));

    public ClusterConnectionSettings NobodySettings => ContractConnections.Read(File.ReadAllText(NobodyKubeconfigPath));
}
