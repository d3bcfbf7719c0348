using System.Collections.Immutable;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.ComponentKind;

namespace Fleet.Domain.Quay;

/// <summary>A field of <c>overrides</c>: since when it is checked, and which components accept it.</summary>
/// <param name="NeedsManaged">Setting it on an unmanaged component is refused. The newer fields slip through, as they do in the operator.</param>
internal sealed record OverrideKind(
    string Name,
    ReleaseMinor Since,
    bool NeedsManaged,
    Func<ComponentOverrides, bool> IsUsed,
    Func<ComponentKind, ReleaseMinor, bool> Supports);

internal static class OverrideKinds
{
    /// <summary>In the order they are checked.</summary>
    private static readonly ImmutableArray<OverrideKind> All =
    [
        new("affinity", new(3, 7), true, overrides => overrides.AffinityJson is not null, (kind, _) => kind is ComponentKind.Quay or Clair or Mirror),
        new("volumeSize", new(3, 6), true, overrides => overrides.VolumeSize is not null,
            (kind, minor) => kind is Postgres or Clair || (kind is ClairPostgres && minor.AtLeast(3, 13))),
        new("storageClassName", new(3, 16), false, overrides => overrides.StorageClassName is not null, (kind, _) => kind is Postgres or ClairPostgres),
        new("env", new(3, 7), true, overrides => overrides.EnvJson is not null and not "[]",
            (kind, minor) => kind is ComponentKind.Quay or Clair or Mirror or Postgres or Redis || (kind is ClairPostgres && minor.AtLeast(3, 13))),
        new("replicas", new(3, 7), true, overrides => overrides.Replicas is not null, (kind, _) => kind is ComponentKind.Quay or Clair or Mirror),
        new("resources", new(3, 11), false, overrides => overrides.ResourcesJson is not null and not "{}",
            (kind, minor) => kind is ComponentKind.Quay or Clair or Mirror or Postgres or ClairPostgres || (kind is Redis && minor.AtLeast(3, 16))),
        new("securityContext", new(3, 17), true, overrides => overrides.SecurityContextJson is not null, (kind, _) => kind is ComponentKind.Quay or Mirror),
    ];

    public static IEnumerable<OverrideKind> Used(ComponentOverrides overrides) => All.Where(field => field.IsUsed(overrides));
}
