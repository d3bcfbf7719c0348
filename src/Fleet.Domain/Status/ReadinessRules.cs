using System.Collections.Immutable;
using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>
/// What differs between releases when readiness is judged. 3.7 is the model; the members name the departures from it.
/// </summary>
/// <param name="Kinds">The components that have a condition, in the order in which the conditions are listed.</param>
/// <param name="QuayIsCalledBase">Quay's condition is <c>ComponentBaseReady</c>, and no migration Job is asked for (3.6).</param>
/// <param name="ClairIncludesDatabase">Clair's database counts as Clair (until 3.6).</param>
/// <param name="ZeroAvailableIsNotReady">A Deployment without an available replica is not ready whatever its condition says (3.7+).</param>
/// <param name="ConfigEditor">Quay needs its config editor (until 3.9).</param>
/// <param name="LowerCaseJobText">The text is <c>job … not finished</c> (3.9, 3.10, 3.14+).</param>
/// <param name="OneAutoscaler">Quay alone has an autoscaler (until 3.5).</param>
/// <param name="AutoscalersFollowComponents">
/// Autoscalers of unmanaged clair and mirror are not rendered (3.12+), so they are not asked for. The original asks for them all the same,
/// and such registries never become available there.
/// </param>
/// <param name="DatabaseClaims">The databases' volume claims are examined before their Deployments (3.16+).</param>
public sealed record ReadinessRules(
    ImmutableArray<ComponentKind> Kinds,
    bool QuayIsCalledBase,
    bool ClairIncludesDatabase,
    bool ZeroAvailableIsNotReady,
    bool ConfigEditor,
    bool LowerCaseJobText,
    bool OneAutoscaler,
    bool AutoscalersFollowComponents,
    bool DatabaseClaims)
{
    private static readonly ImmutableArray<ComponentKind> ListedOrder =
    [
        ComponentKind.HorizontalPodAutoscaler, ComponentKind.Route, ComponentKind.Monitoring,
        ComponentKind.Postgres, ComponentKind.ObjectStorage, ComponentKind.Clair, ComponentKind.ClairPostgres, ComponentKind.Tls,
        ComponentKind.Redis, ComponentKind.Quay, ComponentKind.Mirror,
    ];

    /// <summary>The rules of 3.7, the reference release.</summary>
    public static ReadinessRules Reference { get; } = ForMinor(7);

    /// <summary>The rules of release 3.<paramref name="minor"/>. Releases before 3.6.2 had another model and are judged as 3.6.</summary>
    public static ReadinessRules ForMinor(int minor) => new(
        Kinds: [.. ListedOrder.Where(kind => minor >= IntroducedIn(kind))],
        QuayIsCalledBase: minor < 7,
        ClairIncludesDatabase: minor < 7,
        ZeroAvailableIsNotReady: minor >= 7,
        ConfigEditor: minor <= 9,
        LowerCaseJobText: minor is 9 or 10 or >= 14,
        OneAutoscaler: minor < 6,
        AutoscalersFollowComponents: minor >= 12,
        DatabaseClaims: minor >= 16);

    /// <summary>The minor of 3 that first lists a component; Quay's own is always there, under another name.</summary>
    private static int IntroducedIn(ComponentKind kind) => kind switch
    {
        ComponentKind.ClairPostgres => 7,
        ComponentKind.Tls => 6,
        ComponentKind.Monitoring => 5,
        _ => 0,
    };

    /// <summary>The name used in awaiting messages.</summary>
    public string NameOf(ComponentKind kind) => kind == ComponentKind.Quay && QuayIsCalledBase ? "base" : kind.ApiName();
}
