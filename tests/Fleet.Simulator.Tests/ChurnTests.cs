using Fleet.Simulator.World;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Simulator.Tests;

public sealed class ChurnTests
{
    private const int Registries = 10;

    [Fact]
    public async Task The_share_turns_ill_each_second_until_all_are_and_then_well_again()
    {
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var fleet = await StartAsync(clock);
        // A fifth each second, and a beat may come late: never sooner.
        Assert.True(await UntilIllAsync(fleet, clock, Registries) >= TimeSpan.FromSeconds(4.5));
        Assert.True(await UntilIllAsync(fleet, clock, 0) >= TimeSpan.FromSeconds(4.5));
    }

    private static async Task<SimulatedFleet> StartAsync(FakeTimeProvider clock)
    {
        var options = new SimulatedFleetOptions(2, Registries / 2) { Delay = TimeSpan.Zero, Trouble = false, Churn = 0.2 };
        var starting = SimulatedFleet.StartAsync(options, clock, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        // Seeding waits by the clock; churn begins when it is over, and beats ten times a second.
        while (!starting.IsCompleted)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken);
            if (!starting.IsCompleted) clock.Advance(TimeSpan.FromMilliseconds(5));
        }
        return await starting;
    }

    /// <returns>How much time it took by the clock.</returns>
    private static async Task<TimeSpan> UntilIllAsync(SimulatedFleet fleet, FakeTimeProvider clock, int count)
    {
        var start = clock.GetUtcNow();
        for (var beats = 0; beats < 1_000; beats++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            if (await IllAsync(fleet) == count) return clock.GetUtcNow() - start;
        }
        throw new TimeoutException($"{await IllAsync(fleet)} are ill, not {count}");
    }

    private static async Task<int> IllAsync(SimulatedFleet fleet)
    {
        var ill = 0;
        foreach (var cluster in fleet.Simulated)
        {
            var list = await new SimulatedWorldCluster(cluster).GetAsync("/apis/apps/v1/deployments", default);
            ill += list!["items"]!.AsArray().Count(item =>
                ((string)item!["metadata"]!["name"]!).EndsWith("-quay-app", StringComparison.Ordinal) && (int?)item["status"]!["availableReplicas"] is 0 or null);
        }
        return ill;
    }
}
