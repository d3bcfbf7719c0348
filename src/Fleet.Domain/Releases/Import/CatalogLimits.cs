namespace Fleet.Domain.Releases.Import;

/// <summary>How much a catalog may hold. Generous for what is published, and far from what would hurt.</summary>
public static class CatalogLimits
{
    /// <summary>Characters of text.</summary>
    public const int LargestText = 32 * 1024 * 1024;

    /// <summary>Releases of the chosen package.</summary>
    public const int MostReleases = 10_000;

    /// <summary>Entries of all channels together, and what they skip.</summary>
    public const int MostEntries = 100_000;

    /// <summary>Values of one document.</summary>
    public const int MostNodes = 200_000;

    public const int DeepestNesting = 100;

    /// <summary>Of more problems only the number is told.</summary>
    public const int MostProblems = 100;

    /// <summary>Characters of a name.</summary>
    public const int LongestName = 253;
}
