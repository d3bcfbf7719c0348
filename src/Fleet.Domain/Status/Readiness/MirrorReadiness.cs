using Fleet.Domain.Quay;

namespace Fleet.Domain.Status.Readiness;

/// <summary>The repository mirror workers.</summary>
internal static class MirrorReadiness
{
    private const ComponentKind Kind = ComponentKind.Mirror;

    public static ComponentVerdict Judge(ReadinessInput input) => input.IsManaged(Kind)
        ? NamedDeployment.Judge(input, Kind, "Mirror", "quay-mirror")
        : ComponentVerdict.NotManaged(Kind, "Mirror not managed by the operator");
}
