using System.Data.Common;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace Fleet.Simulator;

/// <summary>The simulator as a process: starts, tells the address last, and serves until it is told to end.</summary>
internal static class SimulatorProcess
{
    public static async Task<int> RunAsync(SimulatedFleetOptions options, string? kubeconfigs, CancellationToken cancellation)
    {
        using var logs = LoggerFactory.Create(builder => builder.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        try
        {
            await using var fleet = await SimulatedFleet.StartAsync(options, TimeProvider.System, logs, cancellation);
            if (kubeconfigs is not null) await WriteAsync(fleet.Clusters, kubeconfigs, cancellation);
            Console.WriteLine(fleet.Address.GetLeftPart(UriPartial.Authority));
            var ended = new TaskCompletionSource();
            await using var told = cancellation.Register(ended.SetResult);
            // A world that breaks ends the process: half a fleet would look like slow clusters.
            await await Task.WhenAny(fleet.Completion, ended.Task);
            return 0;
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw new FormatException($"--urls 'https://127.0.0.1:{options.Port}': somebody listens there. Give another port, or 0 for a free one.");
        }
        catch (Exception failed) when (failed is InvalidOperationException or IOException or UnauthorizedAccessException or DbException)
        {
            await Console.Error.WriteLineAsync(failed.Message);
            return 1;
        }
    }

    private static async Task WriteAsync(IEnumerable<FleetMember> members, string directory, CancellationToken cancellation)
    {
        Directory.CreateDirectory(directory);
        foreach (var member in members)
        {
            var file = Path.Combine(directory, $"{member.Name}.kubeconfig");
            await File.WriteAllTextAsync(file, member.Kubeconfig, cancellation);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
