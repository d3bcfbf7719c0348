using Fleet.Simulator;

namespace Fleet.Silo.Simulation;

/// <summary>Simulated clusters beside the server.</summary>
/// <param name="Size">The clusters are called <c>sim-1</c> and so on.</param>
/// <param name="Delay">How long workloads take to become ready; 0 to one hour.</param>
/// <param name="Trouble">Some registries are unhealthy, and the last cluster is lost once it has been seen.</param>
public sealed record SimulationOptions(FleetSize Size, TimeSpan Delay, bool Trouble)
{
    /// <summary>Reads the options' texts; an empty size means no simulated clusters, and null.</summary>
    /// <param name="problem">What is wrong, with the remedy; null when nothing is.</param>
    public static SimulationOptions? Read(string size, string delay, bool trouble, out string? problem)
    {
        problem = null;
        var parsed = default(FleetSize);
        if (size.Length > 0 && !FleetSize.TryParse(size, out parsed)) problem = $"--simulate '{size}' cannot be read: give {FleetSize.Form}.";
        if (!WorkloadDelay.TryParse(delay, out var time)) problem ??= $"--simulate-delay '{delay}' cannot be read: give {WorkloadDelay.Form}.";
        return problem is null && parsed is not null ? new SimulationOptions(parsed, time, trouble) : null;
    }
}
