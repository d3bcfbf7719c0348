using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;

namespace Fleet.Domain.Clusters;

/// <summary>Who holds a member cluster's Lease <c>quay-fleet</c>.</summary>
/// <param name="Claim">The number of the holder's claim; it grows with each of its sessions.</param>
/// <param name="Session">What the holder's session drew by lot: two that count from the same backup come to the same number. Null when none is noted.</param>
public sealed record LeaseHolder(string? FleetId, int Claim, string? Session)
{
    /// <summary>Where a Lease notes the session.</summary>
    public const string SessionAnnotation = "quay-fleet/session";

    /// <summary>Reads a Lease; fields of a wrong type count as absent.</summary>
    public static LeaseHolder Read(JsonObject lease)
    {
        var spec = lease["spec"] as JsonObject;
        return new LeaseHolder(
            spec?["holderIdentity"] is JsonValue holder && holder.TryGetValue<string>(out var id) && id.Length > 0 ? id : null,
            spec?["leaseTransitions"] is JsonValue transitions && transitions.TryGetValue<int>(out var number) ? number : 0,
            lease["metadata"]?["annotations"]?[SessionAnnotation] is JsonValue noted && noted.TryGetValue<string>(out var session) ? session : null);
    }
}

/// <summary>Whether a fleet may write to a cluster.</summary>
public static class LeaseRules
{
    /// <summary>Null when the fleet may write; otherwise why not, and what to do.</summary>
    /// <param name="claim">This fleet's, with the number that it stored before asking.</param>
    public static Blocker? Judge(LeaseHolder holder, LeaseHolder claim, bool takeOver)
    {
        if (takeOver || holder.FleetId is null) return null;
        if (holder.FleetId != claim.FleetId)
            return new Blocker(
                "fenced",
                $"Another fleet ({holder.FleetId}) manages this cluster. Remove the cluster there, or make this fleet the one with `quayfleet cluster take-over`.");
        return holder.Claim > claim.Claim || (holder.Claim == claim.Claim && holder.Session is not null && holder.Session != claim.Session)
            ? new Blocker(
                "fenced",
                $"This fleet's database is older than what it already did to this cluster (claim {claim.Claim}, the cluster saw {holder.Claim}): it was restored, "
                + "or a copy of it runs elsewhere. Stop the copy, then `quayfleet cluster take-over`.")
            : null;
    }
}

/// <summary>How the in-cluster Quay Operator's objects are called, upstream's and Red Hat's.</summary>
public static class OperatorNames
{
    private static readonly string[] Prefixes = ["quay-operator.", "quay-operator-tng", "quay-tng", "project-quay"];

    public static bool IsClusterServiceVersion(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    public static bool IsDeployment(string name) => Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Whether an object belongs to an operator's installation.</summary>
    /// <param name="registry">The registry it is a part of: whose name may begin as an operator's does.</param>
    public static bool AreOf(ObjectKey key, string? registry) =>
        (key.Kind == ResourceKind.ClusterServiceVersion && IsClusterServiceVersion(key.Name))
        || (key.Kind == ResourceKind.Deployment && registry is null && IsDeployment(key.Name));
}
