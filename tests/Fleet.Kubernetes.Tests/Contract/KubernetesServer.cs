using Fleet.Kubernetes.Connections;
using Fleet.Testing;

namespace Fleet.Kubernetes.Tests.Contract;

/// <summary>The real thing, with the controllers that write revisions into Deployments and delete what lost its owner.</summary>
public sealed class KubernetesServer() : ApiServer("deployment,garbagecollector"), IContractServer
{
    /// <summary>One after the other: some restart the server.</summary>
    public const string Collection = "API server";

    public ClusterConnectionSettings AdminSettings => ContractConnections.Read(File.ReadAllText(KubeconfigPath));

    public ClusterConnectionSettings NobodySettings => ContractConnections.Read(File.ReadAllText(NobodyKubeconfigPath));
}
