using Fleet.Simulator.World;

namespace Fleet.Simulator;

/// <summary>Changes the health of a share of all registries every second, for measuring what that costs a fleet.</summary>
internal static class Churn
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    /// <param name="share">0 to 1; of all in a second, a tenth of them ten times; each beat takes the next ones in turn, well to ill and, when all were, back.</param>
    public static async Task RunAsync(
        IReadOnlyList<SimulatedMember> members, IReadOnlyList<(string Namespace, string Name)> registries, double share, TimeProvider clock, CancellationToken cancellation)
    {
        var all = members.Count * (long)registries.Count;
        var (next, owed) = (0L, 0.0);
        while (!cancellation.IsCancellationRequested)
        {
            for (owed += share * all * Beat.TotalSeconds; owed >= 1; owed--, next++)
            {
                var (ns, name) = registries[(int)(next / members.Count % registries.Count)];
                var fate = next / all % 2 == 0 ? WorkloadFate.Unavailable : WorkloadFate.Healthy;
                members[(int)(next % members.Count)].Orders.Deployment($"{ns}/{name}-quay-app", fate);
            }
            await Task.Delay(Beat, clock, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
