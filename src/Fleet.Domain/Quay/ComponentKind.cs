using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay;

/// <summary>
/// A managed component of a registry. The names in <c>spec.components[].kind</c> are the lower-case member names; the order is the one
/// in which missing kinds are appended.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<ComponentKind>))]
public enum ComponentKind
{
    [JsonStringEnumMemberName("quay")] Quay,
    [JsonStringEnumMemberName("postgres")] Postgres,
    [JsonStringEnumMemberName("clair")] Clair,
    [JsonStringEnumMemberName("redis")] Redis,
    [JsonStringEnumMemberName("horizontalpodautoscaler")] HorizontalPodAutoscaler,
    [JsonStringEnumMemberName("objectstorage")] ObjectStorage,
    [JsonStringEnumMemberName("route")] Route,
    [JsonStringEnumMemberName("mirror")] Mirror,
    [JsonStringEnumMemberName("monitoring")] Monitoring,
    [JsonStringEnumMemberName("tls")] Tls,
    [JsonStringEnumMemberName("clairpostgres")] ClairPostgres,
}

/// <summary>Names of component kinds, as the API spells them.</summary>
public static class ComponentKinds
{
    public static ImmutableArray<ComponentKind> All { get; } = [.. Enum.GetValues<ComponentKind>()];

#pragma warning disable CA1308 // the API's names are lower case
    private static readonly ImmutableArray<string> Names = [.. All.Select(kind => kind.ToString().ToLowerInvariant())];
#pragma warning restore CA1308

    private static readonly FrozenDictionary<string, ComponentKind> ByName = All.ToFrozenDictionary(kind => Names[(int)kind], StringComparer.Ordinal);

    /// <summary>The kinds a release knows, in the order in which missing ones are appended.</summary>
    public static IEnumerable<ComponentKind> Of(ReleaseMinor minor) => All.Where(kind => minor.CompareTo(Since(kind)) >= 0);

    /// <summary>The name in <c>spec.components[].kind</c>, for example <c>clairpostgres</c>.</summary>
    public static string ApiName(this ComponentKind kind) => Names[(int)kind];

    /// <summary>False for a kind this release does not know, such as the documentation's own slip <c>mirroring</c>.</summary>
    public static bool TryParse(string? apiName, out ComponentKind kind)
    {
        kind = default;
        return apiName is not null && ByName.TryGetValue(apiName, out kind);
    }

    private static ReleaseMinor Since(ComponentKind kind) => kind switch
    {
        ComponentKind.Monitoring => new ReleaseMinor(3, 5),
        ComponentKind.Tls => new ReleaseMinor(3, 6),
        // Before 3.7 Quay was not listed and Clair's database was part of Clair.
        ComponentKind.Quay or ComponentKind.ClairPostgres => new ReleaseMinor(3, 7),
        _ => ReleaseMinor.Oldest,
    };
}
