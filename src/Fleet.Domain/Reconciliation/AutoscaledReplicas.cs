using System.Collections.Immutable;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Leaves the number of replicas to an autoscaler where there is one. The releases until 3.6 render a number beside it, and the Quay Operator of
/// those releases undoes with every pass what the autoscaler did. A 0 stays: it holds Quay back while its schema is migrated.
/// </summary>
internal static class AutoscaledReplicas
{
    public static ImmutableArray<RenderedObject> Leave(ImmutableArray<RenderedObject> objects)
    {
        var scaled = objects
            .Where(o => o.Key.Kind == ResourceKind.HorizontalPodAutoscaler)
            .Select(o => (string?)o.Body["spec"]?["scaleTargetRef"]?["name"])
            .ToHashSet(StringComparer.Ordinal);
        return [.. objects.Select(o => o.Key.Kind == ResourceKind.Deployment && scaled.Contains(o.Key.Name) && (int?)o.Body["spec"]?["replicas"] is > 0 ? Without(o) : o)];
    }

    private static RenderedObject Without(RenderedObject deployment)
    {
        var body = deployment.Body.DeepClone().AsObject();
        body["spec"]!.AsObject().Remove("replicas");
        return deployment with { Body = body };
    }
}
