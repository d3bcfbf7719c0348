using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The autoscalers exist and are ours; what they do is not examined.</summary>
internal static class AutoscalerReadiness
{
    private const ComponentKind Kind = ComponentKind.HorizontalPodAutoscaler;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Horizontal pod autoscaler not managed by the operator");
        if (input.Unseen(ResourceKind.HorizontalPodAutoscaler) is { } unseen)
            return ComponentVerdict.Undetermined(Kind, unseen.ToString());

        foreach (var suffix in Suffixes(input))
        {
            var autoscaler = input.Find(ResourceKind.HorizontalPodAutoscaler, suffix);
            if (autoscaler is null) return ComponentVerdict.NotReady(Kind, "Horizontal pod autoscaler not found");
            if (!input.Registry.Owns(autoscaler))
                return ComponentVerdict.NotReady(Kind, "Horizontal pod autoscaler not owned by QuayRegistry");
        }
        return ComponentVerdict.Ready(Kind, "Horizontal pod autoscaler found");
    }

    private static IEnumerable<string> Suffixes(ReadinessInput input)
    {
        yield return "quay-app";
        if (input.Rules.OneAutoscaler) yield break;
        if (!input.Rules.AutoscalersFollowComponents || input.IsManaged(ComponentKind.Clair)) yield return "clair-app";
        if (!input.Rules.AutoscalersFollowComponents || input.IsManaged(ComponentKind.Mirror)) yield return "quay-mirror";
    }
}
