using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Kubernetes.Requests;

namespace Fleet.Grains.Clusters;

/// <summary>Who claims a cluster, and which claim of that fleet it is.</summary>
/// <param name="Holder">Its number is stored before it is written: a Lease with a larger one has seen a newer database than ours.</param>
/// <param name="TakeOver">An operator decided that this fleet writes, whoever held the Lease.</param>
internal sealed record FenceClaim(LeaseHolder Holder, bool TakeOver);

/// <summary>The outcome of a claim.</summary>
/// <param name="Retry">The fence could not be checked; it is closed until it can.</param>
internal sealed record Fenced(Blocker Blocker, bool Retry);

/// <summary>
/// Makes sure that one fleet writes to a cluster: a Lease holds the fleet's id and the number of its claim, and an in-cluster operator
/// keeps the fleet out. The Lease is written once per session and never renewed: a fleet that is down still owns its clusters.
/// </summary>
internal static class ClusterFence
{
    public static async Task<Fenced?> ClaimAsync(ClusterSession session, FoundOperator @operator, FenceClaim claim, TimeProvider time, CancellationToken cancellationToken)
    {
        if (@operator.Unchecked is { } failed) return Unchecked(failed);
        if (@operator.What is { } what) return Operator(what);
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var found = await session.Api.GetAsync(ClusterKinds.Lease, cancellationToken);
            KubernetesError? error;
            KubernetesResult<ObservedObject> written;
            if (found.Succeeded(out var lease, out error))
            {
                if (LeaseRules.Judge(LeaseHolder.Read(lease), claim.Holder, claim.TakeOver) is { } blocker) return new Fenced(blocker, Retry: false);
                // Its own write comes back as a change that asks for another look: only a claim that says something new is written.
                if (LeaseHolder.Read(lease) == claim.Holder) return null;
                written = await session.Api.MergePatchAsync(ClusterKinds.Lease, Claimed(claim, time, lease), cancellationToken);
            }
            else if (error is KubernetesError.NotFound)
            {
                written = await CreateAsync(session, claim, time, cancellationToken);
            }
            else
            {
                return Unchecked(error);
            }
            if (written.Succeeded(out var claimed, out error))
            {
                session.LeaseVersion = claimed.ResourceVersion;
                return null;
            }
            // Somebody else was faster: look again at what they wrote.
            if (error is KubernetesError.Conflict or KubernetesError.AlreadyExists) continue;
            return Unchecked(error);
        }
        return new Fenced(new Blocker(BlockerCodes.Fenced, $"The Lease {ClusterKinds.Lease} keeps changing: another fleet is claiming this cluster at the same time."), Retry: true);
    }

    /// <summary>Whether the Lease still is what this session claimed: null when it is, else what happened to it.</summary>
    public static async Task<string?> WhyNotHeldAsync(ClusterSession session, FenceClaim claim, CancellationToken cancellationToken)
    {
        var found = await session.Api.GetAsync(ClusterKinds.Lease, cancellationToken);
        if (!found.Succeeded(out var lease, out var error)) return $"the Lease {ClusterKinds.Lease} could not be read: {error.Message}";
        var holder = LeaseHolder.Read(lease);
        return holder == claim.Holder
            ? null
            : $"the Lease {ClusterKinds.Lease} is held by session {holder.Claim} of {holder.FleetId ?? "nobody"}, and this is session {claim.Holder.Claim} of {claim.Holder.FleetId}";
    }

    private static async Task<KubernetesResult<ObservedObject>> CreateAsync(
        ClusterSession session, FenceClaim claim, TimeProvider time, CancellationToken cancellationToken)
    {
        var lease = Claimed(claim, time, null);
        lease["apiVersion"] = "coordination.k8s.io/v1";
        lease["kind"] = "Lease";
        (lease["metadata"]!["name"], lease["metadata"]!["namespace"]) = (ClusterKinds.Lease.Name, ClusterKinds.Lease.Namespace);
        // Most clusters have the namespace, and whoever was given just the needed rights may not create one.
        var created = await session.Api.CreateAsync(lease, cancellationToken);
        if (created.ErrorOrNull is not KubernetesError.NotFound) return created;
        var ns = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Namespace",
            ["metadata"] = new JsonObject { ["name"] = ClusterKinds.FleetNamespace },
        };
        var made = (await session.Api.CreateAsync(ns, cancellationToken)).ErrorOrNull;
        if (made is not (null or KubernetesError.AlreadyExists)) return made;
        return await session.Api.CreateAsync(lease, cancellationToken);
    }

    private static JsonObject Claimed(FenceClaim claim, TimeProvider time, JsonObject? over)
    {
        var body = new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [LeaseHolder.SessionAnnotation] = claim.Holder.Session } },
            ["spec"] = new JsonObject
            {
                ["holderIdentity"] = claim.Holder.FleetId,
                ["leaseTransitions"] = claim.Holder.Claim,
                ["acquireTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", null),
            },
        };
        if (over?["metadata"]?["resourceVersion"] is JsonValue version)
            body["metadata"]!["resourceVersion"] = version.DeepClone();
        return body;
    }

    private static Fenced Operator(string what) => new(
        new Blocker(
            "fenced",
            $"The Quay Operator runs on this cluster ({what}), and two reconcilers would undo each other's work: remove it, or use mode olm or observe."),
        Retry: false);

    private static Fenced Unchecked(KubernetesError error) =>
        new(new Blocker(BlockerCodes.FenceUnchecked, $"Whether another fleet or operator writes here could not be checked: {error.Message}"), Retry: true);
}
