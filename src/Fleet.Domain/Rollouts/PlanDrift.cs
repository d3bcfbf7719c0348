using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Rollouts;

/// <summary>What has changed in the fleet since a plan was made of it: what is started has to be what was seen.</summary>
public static class PlanDrift
{
    private const int NamedAtMost = 20;

    /// <param name="seen">As it was shown.</param>
    /// <param name="now">What the same text comes to now.</param>
    /// <returns>For people; empty when both come to the same.</returns>
    public static ImmutableArray<string> Between(RolloutPlan seen, RolloutPlan now)
    {
        var changes = new List<string>();
        if (seen.Target != now.Target) changes.Add($"the target was {seen.Target} and is {now.Target}");
        var (before, after) = (Fates(seen), Fates(now));
        foreach (var key in before.Keys.Union(after.Keys).OrderBy(key => key.ToString(), StringComparer.Ordinal))
            if (Change(before.GetValueOrDefault(key), after.GetValueOrDefault(key)) is { } change) changes.Add($"{key} {change}");
        return changes.Count <= NamedAtMost ? [.. changes] : [.. changes.Take(NamedAtMost), $"and {changes.Count - NamedAtMost} more"];
    }

    private static Dictionary<RegistryKey, Fate> Fates(RolloutPlan plan)
    {
        var fates = plan.Refusals.ToDictionary(refusal => refusal.Key, refusal => new Fate(null, null, refusal.Reason));
        foreach (var stage in plan.Stages)
            foreach (var unit in stage.Units)
                foreach (var member in unit.Members) fates[member.Key] = new Fate(stage.Name, unit with { Uid = member.Uid }, null);
        return fates;
    }

    private static string? Change(Fate? before, Fate? after) => (before, after) switch
    {
        (null, { Unit: { } }) => $"is new, in stage {after.Stage}",
        (null, { }) => $"is new, and left out: {after.Refusal}",
        ({ }, null) => "is not selected any more, or gone",
        ({ Refusal: { } was }, { Refusal: { } becomes }) => was == becomes ? null : $"is left out for another reason: {becomes}",
        ({ Refusal: { } }, { }) => $"was left out, and is in stage {after.Stage}",
        ({ Unit: { } }, { Refusal: { } why }) => $"was in stage {before.Stage}, and is left out: {why}",
        ({ Unit: { } was, Stage: var from }, { Unit: { } becomes, Stage: var to }) =>
            was.Uid != becomes.Uid ? "is another registry of the same name"
            : !was.Members.Select(member => member.Key).SequenceEqual(becomes.Members.Select(member => member.Key)) ? "shares its database with others than it did"
            : from != to ? $"was in stage {from}, and is in stage {to}"
            : was.From != becomes.From ? $"ran {was.From ?? "nothing"}, and runs {becomes.From ?? "nothing"}"
            : null,
        _ => null,
    };

    private sealed record Fate(string? Stage, PlannedUnit? Unit, string? Refusal);
}
