using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Status.Readiness;

/// <summary>A Deployment spoken of by its own name: those of Clair, its database, and Quay.</summary>
internal static class OwnedDeployment
{
    /// <summary>The Deployment, or null and the verdict that says why not.</summary>
    public static ObservedObject? Find(ReadinessInput input, ComponentKind kind, string suffix, out ComponentVerdict? problem)
    {
        var name = input.Registry.NameOf(suffix);
        var deployment = input.Find(ResourceKind.Deployment, suffix);
        problem = deployment switch
        {
            null => ComponentVerdict.NotReady(kind, $"Deployment {name} not found"),
            _ when !input.Registry.Owns(deployment) => ComponentVerdict.NotReady(kind, $"Deployment {name} not owned by QuayRegistry"),
            _ => null,
        };
        return problem is null ? deployment : null;
    }
}
