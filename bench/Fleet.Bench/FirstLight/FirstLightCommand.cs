using System.CommandLine;

namespace Fleet.Bench.FirstLight;

/// <summary><c>first-light</c>: registries created at once, beside a bare client that issues the same applies.</summary>
internal static class FirstLightCommand
{
    public static Command Build()
    {
        var registries = new Option<int>("--registries") { DefaultValueFactory = _ => 20, Description = "How many registries at once." };
        var rounds = new Option<int>("--rounds") { DefaultValueFactory = _ => 3, Description = "How often; the first finds the server cold." };
        var command = new Command("first-light", "Wall time until all registries are available, beside a bare client's.") { registries, rounds };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(registries), parsed.GetValue(rounds)));
        return command;
    }

    private static async Task RunAsync(int registries, int rounds)
    {
        await using var bench = await BenchSetup.StartAsync();
        var done = new List<Round>();
        for (var number = 1; number <= rounds; number++)
        {
            var round = await Round.RunAsync(bench, number, registries);
            Console.WriteLine(round.ToString());
            done.Add(round);
        }
        Console.WriteLine(
            $"median of {rounds}: available {Quantiles.Median(done.Select(round => round.AvailableRatio)):0.00}x, "
            + $"last apply {Quantiles.Median(done.Select(round => round.AppliedRatio)):0.00}x the bare client's time");
    }
}
