using Xunit;

namespace Fleet.Kubernetes.Tests.Contract;

[Collection(KubernetesServer.Collection)]
public sealed class RealRequestTests(KubernetesServer server) : RequestContractTests(server);

[Collection(KubernetesServer.Collection)]
public sealed class RealWatchTests(KubernetesServer server) : WatchContractTests(server);

[Collection(KubernetesServer.Collection)]
public sealed class RealTroubleTests(KubernetesServer server) : TroubleContractTests(server);

[Collection(KubernetesServer.Collection)]
public sealed class RealListTests(KubernetesServer server) : ListContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedListTests(SimulatedKubernetes server) : ListContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedRequestTests(SimulatedKubernetes server) : RequestContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedWatchTests(SimulatedKubernetes server) : WatchContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedTroubleTests(SimulatedKubernetes server) : TroubleContractTests(server);

[Collection(KubernetesServer.Collection)]
public sealed class RealOwnershipTests(KubernetesServer server) : OwnershipContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedOwnershipTests(SimulatedKubernetes server) : OwnershipContractTests(server);

[Collection(KubernetesServer.Collection)]
public sealed class RealSchemaTests(KubernetesServer server) : SchemaContractTests(server);

[Collection(SimulatedKubernetes.Collection)]
public sealed class SimulatedSchemaTests(SimulatedKubernetes server) : SchemaContractTests(server);
