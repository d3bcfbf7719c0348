using System.Collections.Immutable;

namespace Fleet.Simulator.Apply;

/// <summary>The words of a 409 of an apply.</summary>
internal static class ConflictText
{
    public static string Message(ImmutableArray<FieldConflict> conflicts)
    {
        if (conflicts.Length == 1) return $"Apply failed with 1 conflict: {conflicts[0].Message}: {conflicts[0].Field}";
        var lines = conflicts.GroupBy(conflict => conflict.Owner)
            .SelectMany(group => group.Select(conflict => $"- {conflict.Field}").Prepend($"conflicts with {group.Key}:"));
        return $"Apply failed with {conflicts.Length} conflicts: {string.Join('\n', lines)}";
    }
}
