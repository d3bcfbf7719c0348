using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Querying;

/// <summary>Which registries are asked for. The parameters are named as the fields of the answer.</summary>
/// <param name="Text">Part of a key, version, endpoint, or of a blocker's code or message, in any case.</param>
internal sealed record RegistryFilter(
    string? Cluster,
    string? Namespace,
    string? Name,
    string? CurrentVersion,
    string? TargetVersion,
    bool? Available,
    Freshness? Freshness,
    LabelSelector Labels,
    string? Text)
{
    /// <summary>What else has to hold, beside the parameters.</summary>
    public RegistrySelection Only { get; init; }

    public static RegistryFilter Read(QueryReader query) => new(
        query.Text("cluster"),
        query.Text("namespace"),
        query.Text("name"),
        query.Text("currentVersion"),
        query.Text("targetVersion"),
        query.Flag("available"),
        query.Freshness("freshness"),
        query.Labels("labels"),
        query.Text("q"));

    public bool Matches(RegistryReading registry)
    {
        var summary = registry.Summary;
        return (Cluster is null || summary.Key.Cluster.ToString() == Cluster)
            && (Namespace is null || summary.Key.Namespace == Namespace)
            && (Name is null || summary.Key.Name == Name)
            && (CurrentVersion is null || summary.CurrentVersion == CurrentVersion)
            && (TargetVersion is null || summary.TargetVersion == TargetVersion)
            && (Available is null || summary.Available == Available)
            && (Freshness is null || registry.Freshness == Freshness)
            && IsOf(Only, registry)
            && (Labels.IsEverything || Labels.Matches(registry.Label))
            && (Text is null || registry.Words.Contains(Text, StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsOf(RegistrySelection selection, RegistryReading registry) => selection switch
    {
        RegistrySelection.All => true,
        RegistrySelection.UpgradePending => registry.Summary.Pending is not null,
        RegistrySelection.UnderWay => RegistryOperation.Of(registry) is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(selection), selection, "unknown selection"),
    };
}

/// <summary>Which registries a list is of.</summary>
internal enum RegistrySelection
{
    All,

    /// <summary>Those with an upgrade that nobody has approved yet.</summary>
    UpgradePending,

    /// <summary>Those that something is being done to.</summary>
    UnderWay,
}
