namespace Fleet.Simulator.Seeding;

/// <summary>Names of registries as a company would have them: a team's namespace, and what the registry is for.</summary>
internal static class RegistryNames
{
    private static readonly string[] Teams =
        ["payments", "platform", "mobile", "data", "edge", "identity", "logistics", "retail", "research", "trading", "billing", "search"];

    private static readonly string[] Uses = ["quay", "builds", "release", "mirror", "charts"];

    /// <summary>The first <paramref name="count"/> of them, all different.</summary>
    public static IEnumerable<(string Namespace, string Name)> First(int count) => Enumerable.Range(0, count).Select(At);

    private static (string Namespace, string Name) At(int index)
    {
        var use = Uses[index / Teams.Length % Uses.Length];
        var round = index / (Teams.Length * Uses.Length);
        return (Teams[index % Teams.Length], round == 0 ? use : $"{use}-{round + 1}");
    }
}
