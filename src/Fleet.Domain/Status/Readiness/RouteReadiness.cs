using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The first Route the registry owns has been admitted by every router that took it.</summary>
internal static class RouteReadiness
{
    private const ComponentKind Kind = ComponentKind.Route;

    public static ComponentVerdict Judge(ReadinessInput input)
    {
        if (!input.IsManaged(Kind)) return ComponentVerdict.NotManaged(Kind, "Route is not managed by the operator");
        if (input.Unseen(ResourceKind.Route) is { } unseen) return ComponentVerdict.Undetermined(Kind, unseen.ToString());
        return input.Objects.FirstOwned(ResourceKind.Route, input.Registry) switch
        {
            null => ComponentVerdict.NotReady(Kind, "Route not found"),
            { Facts: RouteFacts { Ingress.IsEmpty: false } facts } => facts.Ingress.All(ingress => ingress.Admitted)
                ? ComponentVerdict.Ready(Kind, "Route admitted")
                : ComponentVerdict.NotReady(Kind, "Route not fully admitted"),
            _ => ComponentVerdict.NotReady(Kind, "Route found but no ingress"),
        };
    }
}
