using System.Collections.Immutable;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>When an object is applied. A step begins once all objects of the earlier ones are applied, but for Services.</summary>
public enum ApplyStep
{
    /// <summary>
    /// Begun first and waited for last: no pod refers to a Service, and an API server gives out cluster addresses one after another, which
    /// for many registries at once takes longer than everything else together.
    /// </summary>
    Services,

    /// <summary>Generated keys are stored before anything uses them: lost, they could not be made again.</summary>
    Keys,

    /// <summary>Everything pods refer to.</summary>
    Foundations,

    /// <summary>What Quay and Clair connect to.</summary>
    Databases,

    /// <summary>The pods and Jobs that use all of it.</summary>
    Workloads,
}

/// <summary>
/// The order in which a registry's objects are applied, of all releases: later ones made it stricter one by one, because pods and Jobs had
/// started before what they need.
/// </summary>
public static class ApplyOrder
{
    /// <summary>The objects of each step, in order; within a step the order does not matter.</summary>
    public static ImmutableArray<(ApplyStep Step, ImmutableArray<RenderedObject> Objects)> Of(IEnumerable<RenderedObject> objects) =>
    [
        .. objects.GroupBy(StepOf).OrderBy(group => group.Key).Select(group => (group.Key, group.ToImmutableArray())),
    ];

    public static ApplyStep StepOf(RenderedObject rendered) => rendered switch
    {
        { Key.Kind: var kind } when kind == ResourceKind.Service => ApplyStep.Services,
        { Key.Kind: var kind, Key.Name: var name } when kind == ResourceKind.Secret && name.Contains(ManagedKeys.SecretSuffix, StringComparison.Ordinal) => ApplyStep.Keys,
        { Key.Kind: var kind } when kind != ResourceKind.Deployment && kind != ResourceKind.Job => ApplyStep.Foundations,
        { Key.Kind: var kind, Component: ComponentKind.Postgres or ComponentKind.ClairPostgres or ComponentKind.Redis } when kind == ResourceKind.Deployment => ApplyStep.Databases,
        // Until 3.6 Clair's database belongs to Clair.
        { Key.Kind: var kind, Key.Name: var name } when kind == ResourceKind.Deployment && name.EndsWith("-clair-postgres", StringComparison.Ordinal) => ApplyStep.Databases,
        _ => ApplyStep.Workloads,
    };
}
