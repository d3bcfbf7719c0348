using System.Collections.Immutable;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// Leaves the number of replicas to an autoscaler where there is one. The releases until 3.6 render a number beside it, and the Quay Operator of
/// those releases undoes with every pass what the autoscaler did; that of later ones, once autoscalers are unmanaged: they stay, and go on scaling. A 0
/// stays: it holds Quay back while its schema is migrated, or is a backup's. So does a number that the user asks for: who contests it is reported.
/// </summary>
public static class AutoscaledReplicas
{
    /// <param name="left">Names of Deployments that an autoscaler is there for. One of a component that was unmanaged when it was rendered scales nothing (until 3.11).</param>
    public static ImmutableArray<RenderedObject> Leave(ImmutableArray<RenderedObject> objects, EffectiveComponents components, IReadOnlySet<string> left)
    {
        var scaled = objects
            .Where(o => o.Key.Kind == ResourceKind.HorizontalPodAutoscaler)
            .Select(o => (string?)o.Body["spec"]?["scaleTargetRef"]?["name"])
            .Concat(left.Except(Asked(objects, components)))
            .ToHashSet(StringComparer.Ordinal);
        return [.. objects.Select(o => o.Key.Kind == ResourceKind.Deployment && scaled.Contains(o.Key.Name) && (int?)o.Body["spec"]?["replicas"] is > 0 ? Without(o) : o)];
    }

    /// <summary>The Deployments that the registry's autoscalers scale, by name.</summary>
    public static IEnumerable<string> Left(Func<ComponentKind, ComponentFacts> facts) =>
        ComponentKinds.All.SelectMany(kind => facts(kind).Autoscalers.Split(',', StringSplitOptions.RemoveEmptyEntries));

    /// <summary>Deployments whose number of replicas is the user's.</summary>
    private static IEnumerable<string> Asked(IEnumerable<RenderedObject> objects, EffectiveComponents components) => objects
        .Where(o => o.Key.Kind == ResourceKind.Deployment && components.Overrides(o.Component)?.Replicas is not null)
        .Select(o => o.Key.Name);

    private static RenderedObject Without(RenderedObject deployment)
    {
        var body = deployment.Body.DeepClone().AsObject();
        body["spec"]!.AsObject().Remove("replicas");
        return deployment with { Body = body };
    }
}
