using Fleet.Domain.Clusters;
using Fleet.Domain.Status;

namespace Fleet.Grains.Clusters;

/// <summary>What connecting, discovering and fencing found.</summary>
/// <param name="Session">The session that reports; reports of an older one are dropped.</param>
/// <param name="Features">Null while nothing was discovered.</param>
/// <param name="Fence">Why the fleet must not write here; null when it may.</param>
/// <param name="Operator">What an in-cluster operator was given; null when there is none.</param>
[GenerateSerializer, Immutable]
public sealed record ConnectionReport(
    [property: Id(0)] long Session,
    [property: Id(1)] ConnectionState State,
    [property: Id(2)] string Message,
    [property: Id(3)] ClusterFeatures? Features,
    [property: Id(4)] Blocker? Fence,
    [property: Id(5)] DateTimeOffset At,
    [property: Id(6)] InClusterOperator? Operator = null);

/// <summary>What the router told: its domain and the certificate it serves, both found once per session, best effort.</summary>
/// <param name="AppsDomain">For example <c>apps.prod-1.example.com</c>.</param>
/// <param name="Certificate">The chain in PEM; null when the router could not be reached.</param>
[GenerateSerializer, Immutable]
public sealed record RouterFacts([property: Id(0)] string AppsDomain, [property: Id(1)] string? Certificate);
