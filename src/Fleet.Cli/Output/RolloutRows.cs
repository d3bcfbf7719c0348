using Fleet.Api.V1;

namespace Fleet.Cli.Output;

/// <summary>What is shown of rollouts.</summary>
internal static class RolloutRows
{
    private const int BarWidth = 20;

    /// <summary>In this phase nothing happens any more, unless somebody rolls it back.</summary>
    public static bool HasEnded(string? phase) => phase is "Succeeded" or "Aborted" or "RolledBack";

    public static IReadOnlyList<string> Header(bool wide) =>
        ["NAME", "PHASE", "TARGET", "STAGE", "DONE", "FAILED", "BLOCKERS", "AUTHOR", .. wide ? (ReadOnlySpan<string>)["PLANNED", "WHY"] : []];

    public static IReadOnlyList<string> Of(Rollout rollout, bool wide) =>
    [
        rollout.Name,
        rollout.Phase,
        rollout.Target,
        rollout.Stages.FirstOrDefault(stage => stage.Phase is not ("Succeeded" or "Pending" or "RolledBack"))?.Name ?? "-",
        $"{rollout.Stages.Sum(stage => stage.Succeeded)}/{rollout.Stages.Sum(stage => stage.Units)}",
        $"{rollout.Stages.Sum(stage => stage.Failed)}",
        Rows.Codes(rollout.Blockers),
        rollout.Author,
        .. wide ? (ReadOnlySpan<string>)[Rows.Time(rollout.PlannedAt), rollout.Reason.Length > 0 ? rollout.Reason.ReplaceLineEndings(" ") : Rows.Why(rollout.Blockers)] : [],
    ];

    /// <summary>Stages with their progress, what it waits for, and what went wrong.</summary>
    public static void Write(TextWriter output, Rollout rollout)
    {
        output.WriteLine($"{rollout.Name}: {rollout.Phase} → {rollout.Target}{(rollout.Reason.Length > 0 ? $": {rollout.Reason}" : "")}");
        // What most rollouts have none of is shown where there is some.
        var seldom = new (string Name, Func<RolloutStage, int> Count)[] { ("SKIPPED", stage => stage.Skipped), ("QUEUED", stage => stage.Queued), ("BACK", stage => stage.RolledBack) }
            .Where(column => rollout.Stages.Any(stage => column.Count(stage) > 0)).ToList();
        Columns.Write(
            output,
            ["STAGE", "PHASE", "PROGRESS", "DONE", "IN-FLIGHT", "SOAKING", "FAILED", .. seldom.Select(column => column.Name), "AT-ONCE", "BUDGET"],
            rollout.Stages.Select(stage => (IReadOnlyList<string>)
            [
                stage.Name, stage.Phase, Bar(stage), $"{stage.Succeeded}/{stage.Units}", $"{stage.InFlight}", $"{stage.Soaking}", $"{stage.Failed}", .. seldom.Select(column => $"{column.Count(stage)}"),
                $"{stage.MaxConcurrency}", stage.FailureBudget?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "-",
            ]));
        foreach (var stage in rollout.Stages.Where(stage => stage.Phase is not ("Succeeded" or "RolledBack")))
        {
            if (stage.Before.Count > 0) output.WriteLine($"  before {stage.Name}  {string.Join(", ", stage.Before)}");
            if (stage.After.Count > 0) output.WriteLine($"  after {stage.Name}  {string.Join(", ", stage.After)}");
        }
        foreach (var unit in rollout.Units?.Where(unit => unit.Phase is "Failed" or "TimedOut") ?? []) output.WriteLine($"  {unit.Phase.ToLowerInvariant()}  {unit.Registry}: {unit.Why}");
        foreach (var unit in rollout.Units?.Where(unit => unit.Phase is not ("Failed" or "TimedOut") && unit.Why.StartsWith("not rolled back", StringComparison.Ordinal)) ?? [])
            output.WriteLine($"  stays  {unit.Registry}: {unit.Why}");
        foreach (var refusal in rollout.Refusals) output.WriteLine($"  left out  {refusal.Registry}: {refusal.Reason}");
        BlockerLines.Write(output, rollout.Blockers);
    }

    /// <summary>What a plan costs, as far as it is known from what migrations took before.</summary>
    public static void WriteForecast(TextWriter output, Rollout plan)
    {
        var known = plan.Units?.Select(unit => unit.Downtime).OfType<double>().ToList() ?? [];
        var downtime = known.Count == 0 ? "it is not known for how long" : $"last time for {Length(known.Min())}{(known.Max() > known.Min() ? $" to {Length(known.Max())}" : "")}{(known.Count < plan.Units!.Count ? $", and of {plan.Units.Count - known.Count} it is not known" : "")}";
        output.WriteLine($"downtime  each registry's Quay is scaled to 0 while its migration runs: {downtime}");
        output.WriteLine($"duration  {(plan.Forecast is { } seconds ? $"about {Length(seconds)}, with soaks, when migrations take as long as before; gates not counted" : "not known, since not every registry has migrated before")}");
    }

    private static string Length(double seconds) => TimeSpan.FromSeconds(Math.Round(seconds)).ToString("c", System.Globalization.CultureInfo.InvariantCulture);

    private static string Bar(RolloutStage stage)
    {
        if (stage.Units == 0) return new string('·', BarWidth);
        var done = BarWidth * (stage.Succeeded + stage.Skipped + stage.RolledBack) / stage.Units;
        var going = Math.Min(BarWidth - done, (BarWidth * (stage.InFlight + stage.Soaking) + stage.Units - 1) / stage.Units);
        return new string('█', done) + new string('▒', going) + new string('·', BarWidth - done - going);
    }
}
