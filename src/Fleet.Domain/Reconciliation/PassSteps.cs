using System.Collections.Immutable;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>Which of the rendered objects a pass applies, and in which order.</summary>
public static class PassSteps
{
    public static ImmutableArray<PassStep> Of(ImmutableArray<RenderedObject> objects, string registry, ImmutableArray<Hold> holds) =>
    [
        .. ApplyOrder.Of(objects.Where(o => !IsHeld(o, registry, holds))).Select(step => new PassStep(step.Step, [.. step.Objects.Select(o => Owned(o, registry))])),
    ];

    /// <summary>Whoever is shown an object has to be the one that applies it: until 3.6 Clair's database is rendered as Clair's.</summary>
    private static RenderedObject Owned(RenderedObject rendered, string registry) =>
        rendered with { Component = ComponentOwnership.Of(rendered.Key.Kind, rendered.Key.Name, registry) };

    private static bool IsHeld(RenderedObject rendered, string registry, ImmutableArray<Hold> holds) =>
        !holds.IsEmpty
        && (ApplyOrder.StepOf(rendered) == ApplyStep.Workloads
            // Without its bucket the configuration is not final: its Secret would be superseded before anybody mounts it.
            || (holds.Any(hold => hold.Kind == HoldKind.Storage)
                && rendered.Key.Kind == ResourceKind.Secret
                && rendered.Key.Name.StartsWith($"{registry}-quay-config-secret-", StringComparison.Ordinal)));
}
