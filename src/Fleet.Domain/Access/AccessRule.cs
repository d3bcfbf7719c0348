using System.Collections.Immutable;

namespace Fleet.Domain.Access;

/// <summary>Who may do what. Nothing here tells a caller about a cluster out of scope: the answer is the same as for one that does not exist.</summary>
public static class AccessRule
{
    /// <summary>For what concerns all clusters, or none: tokens, audit, adding a cluster. A role in a part of the fleet is not enough.</summary>
    public static AccessDecision OnFleet(ImmutableArray<Grant> grants, Role required) =>
        grants.Any(grant => grant.IsFleetWide && grant.Role.Covers(required))
            ? AccessDecision.Allowed.Instance
            : new AccessDecision.Denied($"it needs the role {required.Name()} on the whole fleet; {Have(grants)}");

    /// <summary>For lists, whose items are filtered by <see cref="Sees"/>.</summary>
    public static AccessDecision Somewhere(ImmutableArray<Grant> grants, Role required) =>
        grants.Any(grant => grant.Role.Covers(required))
            ? AccessDecision.Allowed.Instance
            : new AccessDecision.Denied($"it needs the role {required.Name()}; {Have(grants)}");

    /// <param name="labels">The cluster's; null when there is no such cluster, or its labels are not known.</param>
    public static AccessDecision OnCluster(ImmutableArray<Grant> grants, Role required, Func<string, string?>? labels)
    {
        // First, and without a look at the cluster: who has the role nowhere learns nothing from being denied.
        if (Somewhere(grants, required) is AccessDecision.Denied denied) return denied;
        if (!Sees(grants, labels)) return AccessDecision.Hidden.Instance;
        return grants.Any(grant => grant.Role.Covers(required) && grant.Reaches(labels))
            ? AccessDecision.Allowed.Instance
            : new AccessDecision.Denied($"it needs the role {required.Name()} on this cluster; {Have(grants)}");
    }

    /// <summary>Whether a cluster exists for somebody.</summary>
    public static bool Sees(ImmutableArray<Grant> grants, Func<string, string?>? labels) => grants.Any(grant => grant.Reaches(labels));

    private static string Have(ImmutableArray<Grant> grants) => grants.IsEmpty ? "you have none" : $"you are {string.Join(" and ", grants)}";
}
