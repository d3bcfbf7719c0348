using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Reconciliation;

/// <summary>Everything a pass decides on, as it was when the pass looked.</summary>
/// <param name="Router">Null while the router's domain is not known; always null on a cluster without Routes.</param>
/// <param name="Bundle">The Secret that the registry names; null when it names none or there is none of that name.</param>
/// <param name="Storage">Not initialised until the claim is bound and its ConfigMap and Secret are there.</param>
/// <param name="Upgrade">The migration Job, as observed; null when there is none.</param>
/// <param name="Autoscalers">Names of the Deployments that autoscalers of the registry are there for.</param>
/// <param name="KeepSpec">Nothing is written into the registry's spec; it is taken as naming the bundle that is made for it.</param>
public sealed record PassSituation(
    QuayRegistry Registry,
    QuayRelease Release,
    ClusterFeatures Features,
    RouterKnowledge? Router,
    ConfigBundle? Bundle,
    StoredSecrets Stored,
    ObjectStorageFacts Storage,
    string ServiceCaHash,
    string TrustedCaHash,
    bool PostgresAvailable,
    bool ClairPostgresAvailable,
    ObservedObject? Upgrade,
    OperatorSettings Operator,
    ImmutableHashSet<string> Autoscalers,
    bool KeepSpec = false);

/// <summary>What the router told.</summary>
/// <param name="Certificate">PEM; null when the router could not be reached.</param>
public sealed record RouterKnowledge(string AppsDomain, string? Certificate);
