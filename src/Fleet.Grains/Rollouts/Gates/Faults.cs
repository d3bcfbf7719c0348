namespace Fleet.Grains.Rollouts.Gates;

/// <summary>Many reasons as one: the first of them, and how many more there are.</summary>
internal static class Faults
{
    private const int NamedAtMost = 3;

    /// <summary>Null when there are none.</summary>
    public static string? Joined(IReadOnlyCollection<string> faults) =>
        faults.Count == 0 ? null : string.Join("; ", faults.Take(NamedAtMost)) + (faults.Count > NamedAtMost ? $"; and {faults.Count - NamedAtMost} more" : "");
}
