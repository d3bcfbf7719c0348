using Fleet.Domain.Clusters;

namespace Fleet.Domain.Access;

/// <summary>A role on the clusters whose labels match.</summary>
public sealed record Grant(Role Role, LabelSelector Clusters)
{
    /// <summary>Also on clusters that do not exist yet.</summary>
    public bool IsFleetWide => Clusters.IsEverything;

    /// <summary>Whether the role is given on a cluster with these labels; null for a cluster whose labels are not known.</summary>
    public bool Reaches(Func<string, string?>? labels) => IsFleetWide || (labels is not null && Clusters.Matches(labels));

    public override string ToString() => IsFleetWide ? Role.Name() : $"{Role.Name()} of clusters {Clusters}";
}
