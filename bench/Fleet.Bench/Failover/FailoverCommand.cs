using System.CommandLine;

namespace Fleet.Bench.Failover;

/// <summary><c>failover</c>: how long a cluster is without a watcher after the silo that watches it ended.</summary>
internal static class FailoverCommand
{
    public static Command Build()
    {
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "How often for each way to end." };
        var command = new Command("failover", "Two servers on a PostgreSQL: from the end of one until the other sees a change and corrects drift.") { rounds };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(int rounds)
    {
        await using var stage = await FailoverStage.OpenAsync();
        foreach (var end in (Ending[])[Ending.Kill, Ending.Stop, Ending.Terminate])
        {
            var (seen, corrected) = (new List<double>(), new List<double>());
            for (var round = 1; round <= rounds; round++)
            {
                var times = await stage.PlayAsync(end);
                Console.WriteLine($"  {end}, round {round}: change seen after {times.Seen.TotalSeconds:0.0} s, drift corrected after {times.Corrected.TotalSeconds:0.0} s");
                seen.Add(times.Seen.TotalSeconds);
                corrected.Add(times.Corrected.TotalSeconds);
            }
            Console.WriteLine(
                $"{end}: seen {seen.Min():0.0} to {seen.Max():0.0} s (median {Quantiles.Median(seen):0.0}), "
                + $"corrected {corrected.Min():0.0} to {corrected.Max():0.0} s (median {Quantiles.Median(corrected):0.0})");
        }
    }
}

/// <summary>How the silo that watches the cluster ends.</summary>
internal enum Ending
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>SIGSTOP: it hangs.</summary>
    Stop,

    /// <summary>SIGTERM: it leaves.</summary>
    Terminate,
}
