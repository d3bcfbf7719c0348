using Fleet.Kubernetes.Tests.Contract;
using Xunit;

[assembly: AssemblyFixture(typeof(KubernetesServer))]
[assembly: AssemblyFixture(typeof(SimulatedKubernetes))]
