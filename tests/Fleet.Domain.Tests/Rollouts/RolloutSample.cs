using Fleet.Domain.Quay;
using Fleet.Domain.Rollouts;
using Fleet.Domain.Rollouts.Gates;

namespace Fleet.Domain.Tests.Rollouts;

internal static class RolloutSample
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static RegistryKey Key(int number) => RegistryKey.Parse($"c-{number}/quay/main");

    public static PlannedStage Stage(
        string name, IEnumerable<int> units, int concurrency = 1, int? budget = null, string minSuccess = "100%", int soak = 0, int deadline = 20, Gate? before = null, Gate? after = null) => new(
        name,
        [.. units.Select(number => new PlannedUnit(Key(number), $"uid-{number}", "3.7.10"))],
        concurrency,
        budget,
        Amount.Parse(minSuccess),
        TimeSpan.FromMinutes(deadline),
        TimeSpan.FromMinutes(soak),
        TimeSpan.FromMinutes(soak + deadline),
        before is null ? [] : [before],
        after is null ? [] : [after]);

    public static RolloutPlan Plan(params PlannedStage[] stages) => Plan(FailurePolicy.Pause, UnreachablePolicy.Queue, stages);

    public static RolloutPlan Plan(FailurePolicy onFailure, UnreachablePolicy unreachable, params PlannedStage[] stages) =>
        new("july", "3.7.11", "jane", Noon, [.. stages], [], onFailure, unreachable);
}
