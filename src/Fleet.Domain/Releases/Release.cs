namespace Fleet.Domain.Releases;

/// <summary>A release as a catalog describes it. Null members are not known.</summary>
/// <param name="Images">By digest. Null when the release names none: its minor's <see cref="DefaultImages">default</see> ones are rendered.</param>
/// <param name="MinKubernetes">The oldest Kubernetes it runs on, for example <c>1.20.0</c>.</param>
/// <param name="SchemaRevision">Names the database schema its migrations end at. Equal ones may be rolled back to each other; unknown equals nothing.</param>
public sealed record Release(ReleaseVersion Version, ReleaseImages? Images = null, string? MinKubernetes = null, string? SchemaRevision = null)
{
    /// <summary>Whether the fleet knows what this release consists of.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsRendered => Version.Minor.IsSupported;
}
