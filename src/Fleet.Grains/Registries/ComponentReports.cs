using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Sharing;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Grains.Registries;

/// <summary>What a component's ledger amounts to for its registry.</summary>
internal static class ComponentReports
{
    /// <param name="ignoring">Objects with an apply under way: what the watch shows of them is on its way to be replaced.</param>
    public static ComponentReport Of(ComponentKey key, ComponentLedger ledger, ComponentContext context, Func<ObjectKey, bool> ignoring, string? foreignWrite)
    {
        // As long as the session has not shown everything, nothing can be said, and each list of a kind would have it said anew.
        if (context.Session == 0) return new ComponentReport(key.Kind, null, ComponentFacts.None, [], null, foreignWrite);
        var managed = key.Kind == ComponentKind.Quay || context.Managed.Contains(key.Kind);
        return new ComponentReport(
            key.Kind,
            ComponentReadiness.Judge(key.Kind, Input(ledger, context)),
            ComponentFacts.Of(ledger.Observed, context.Registry),
            Objects(ledger),
            managed && ledger.Complete ? ledger.DescribeDrift(ignoring) : null,
            foreignWrite);
    }

    private static ReadinessInput Input(ComponentLedger ledger, ComponentContext context) => new(
        context.Registry,
        context.Managed,
        context.ScaledToZero,
        new ObservedObjects(ledger.Observed.Items, context.Unserved),
        context.Bundle,
        context.Rules,
        context.Migrated);

    private static ImmutableArray<ObjectSummary> Objects(ComponentLedger ledger) =>
    [
        .. ledger.Applied.Items.Select(applied => applied.Key).Union(ledger.Observed.Items.Select(observed => observed.Key))
            .OrderBy(k => k.Kind.Kind, StringComparer.Ordinal).ThenBy(k => k.Name, StringComparer.Ordinal)
            .Select(k => ledger.Observed[k] is { } observed
                ? new ObjectSummary(k.Kind.Kind, k.Namespace, k.Name, true, Describe(observed.Facts))
                : new ObjectSummary(k.Kind.Kind, k.Namespace, k.Name, false, "")),
    ];

    private static string Describe(ObservedFacts? facts) => facts switch
    {
        DeploymentFacts d => SharedText.Of($"{d.AvailableReplicas} of {d.DesiredReplicas} replicas available"),
        JobFacts { Succeeded: > 0 } => "succeeded",
        JobFacts { FailedMessage: { } message } => $"failed: {message}",
        JobFacts { Active: > 0 } => "running",
        BucketClaimFacts { Phase: { } phase } => phase,
        VolumeClaimFacts { Phase: { } phase } => phase,
        RouteFacts { Host: { } host } => host,
        _ => "",
    };
}
