using Fleet.Silo.Simulation;

namespace Fleet.Silo.Hosting;

/// <summary>How the server was started. Each member is a command-line option, and an environment variable <c>QUAYFLEET_NAME</c>.</summary>
/// <param name="Urls">Where the API listens.</param>
/// <param name="Data">Folder of the embedded store.</param>
/// <param name="AllowExec">Whether kubeconfigs may run credential programs on this machine.</param>
/// <param name="SkipResourceRequests">Render workloads without resource requests, for small test clusters.</param>
/// <param name="Simulation">Simulated clusters beside the server; null for none.</param>
public sealed record ServerOptions(string Urls, string Data, bool AllowExec, bool SkipResourceRequests, SimulationOptions? Simulation = null);
