using Fleet.Simulator;
using Fleet.Simulator.Http;
using Fleet.Simulator.Store;
using Microsoft.Extensions.Logging.Abstractions;

await using var host = await SimulatorHost.StartAsync(SimulatorCertificates.Create(TimeProvider.System), 0);
host.Add(new SimulatedCluster(new SimulatedClusterOptions("sim-1", "00000001"), ClusterImage.Empty, TimeProvider.System, NullLogger.Instance));
Console.WriteLine(host.Address);
await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
