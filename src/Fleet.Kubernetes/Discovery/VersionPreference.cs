namespace Fleet.Kubernetes.Discovery;

/// <summary>Orders a group's served versions. The server's own preference comes first, save where the fleet needs another one.</summary>
internal static class VersionPreference
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.Ordinal)
    {
        // Servers of 1.20 prefer v1, which cannot express what the fleet renders.
        ["autoscaling"] = ["v2", "v2beta2", "v1"],
        ["policy"] = ["v1", "v1beta1"],
        ["operators.coreos.com"] = ["v1alpha1"], // ClusterServiceVersion, Subscription; v1 has other kinds
    };

    public static IReadOnlyList<string> Order(string group, string? preferred, IEnumerable<string> served)
    {
        var versions = served.ToList();
        var first = Known.GetValueOrDefault(group) ?? (preferred is null ? [] : [preferred]);
        return [.. first.Where(versions.Contains), .. versions.Except(first)];
    }
}
