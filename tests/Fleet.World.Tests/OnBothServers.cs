namespace Fleet.World.Tests;

public sealed class RealDefinitionsTests(ApiServer server) : DefinitionsTests(server);

public sealed class SimulatedDefinitionsTests(SimulatedServer server) : DefinitionsTests(server);

public sealed class RealJobsTests(ApiServer server) : JobsTests(server);

public sealed class SimulatedJobsTests(SimulatedServer server) : JobsTests(server);

public sealed class RealProvidersTests(ApiServer server) : ProvidersTests(server);

public sealed class SimulatedProvidersTests(SimulatedServer server) : ProvidersTests(server);

public sealed class RealSeedingTests(ApiServer server) : SeedingTests(server);

public sealed class SimulatedSeedingTests(SimulatedServer server) : SeedingTests(server);

public sealed class RealWorkloadsTests(ApiServer server) : WorkloadsTests(server);

public sealed class SimulatedWorkloadsTests(SimulatedServer server) : WorkloadsTests(server);
