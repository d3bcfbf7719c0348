using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Grains.Registries;

/// <summary>What a component's ledger amounts to for its registry.</summary>
internal static class ComponentReports
{
    /// <param name="ignoring">Objects with an apply under way: what the watch shows of them is on its way to be replaced.</param>
    public static ComponentReport Of(ComponentKey key, ComponentLedger ledger, ComponentContext context, Func<ObjectKey, bool> ignoring, string? foreignWrite)
    {
        var managed = key.Kind == ComponentKind.Quay || context.Managed.Contains(key.Kind);
        return new ComponentReport(
            key.Kind,
            context.Session == 0 ? null : ComponentReadiness.Judge(key.Kind, Input(ledger, context)),
            Facts(ledger, context.Registry),
            Objects(ledger),
            managed && ledger.Complete ? ledger.DescribeDrift(ignoring) : null,
            foreignWrite);
    }

    private static ReadinessInput Input(ComponentLedger ledger, ComponentContext context) => new(
        context.Registry,
        context.Managed,
        context.ScaledToZero,
        new ObservedObjects([.. ledger.Observed.Values], context.Unserved),
        context.Bundle,
        context.Rules);

    private static ComponentFacts Facts(ComponentLedger ledger, RegistryIdentity registry)
    {
        return new ComponentFacts(
            Find(ResourceKind.Job, "quay-app-upgrade"),
            Available("quay-database") || Available("clair-postgres"),
            Find(ResourceKind.ObjectBucketClaim, "quay-datastore")?.Facts is BucketClaimFacts { Phase: "Bound" },
            Find(ResourceKind.ConfigMap, "cluster-service-ca") is { } service
                ? $"{service.ResourceVersion}/{Find(ResourceKind.ConfigMap, "cluster-trusted-ca")?.ResourceVersion}"
                : null,
            ledger.Observed.Values.All(IsRolledOut));

        bool Available(string suffix) => Find(ResourceKind.Deployment, suffix)?.Facts is DeploymentFacts { AvailableReplicas: > 0 };

        ObservedObject? Find(ResourceKind kind, string suffix) =>
            ledger.Observed.GetValueOrDefault(new ObjectKey(kind, registry.Namespace, registry.NameOf(suffix)));
    }

    private static bool IsRolledOut(ObservedObject observed) => observed.Facts is not DeploymentFacts d
        || (d.ObservedGeneration >= observed.Generation && d.UpdatedReplicas == d.DesiredReplicas && d.AvailableReplicas == d.DesiredReplicas);

    private static ImmutableArray<ObjectSummary> Objects(ComponentLedger ledger) =>
    [
        .. ledger.Applied.Keys.Union(ledger.Observed.Keys)
            .OrderBy(k => k.Kind.Kind, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal)
            .Select(k => ledger.Observed.TryGetValue(k, out var observed)
                ? new ObjectSummary(k.Kind.Kind, k.Namespace, k.Name, true, Describe(observed.Facts))
                : new ObjectSummary(k.Kind.Kind, k.Namespace, k.Name, false, "")),
    ];

    private static string Describe(ObservedFacts? facts) => facts switch
    {
        DeploymentFacts d => $"{d.AvailableReplicas} of {d.DesiredReplicas} replicas available",
        JobFacts { Succeeded: > 0 } => "succeeded",
        JobFacts { FailedMessage: { } message } => $"failed: {message}",
        JobFacts { Active: > 0 } => "running",
        BucketClaimFacts { Phase: { } phase } => phase,
        VolumeClaimFacts { Phase: { } phase } => phase,
        RouteFacts { Host: { } host } => host,
        _ => "",
    };
}
