using System.Collections.Immutable;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>Which of the rendered objects a pass applies, and in which order.</summary>
public static class PassSteps
{
    public static ImmutableArray<PassStep> Of(RenderOutcome.Rendered rendered, string registry, ImmutableArray<Hold> holds) =>
    [
        .. ApplyOrder.Of(rendered.Objects.Where(o => !IsHeld(o, registry, holds))).Select(step => new PassStep(step.Step, step.Objects)),
    ];

    private static bool IsHeld(RenderedObject rendered, string registry, ImmutableArray<Hold> holds) =>
        !holds.IsEmpty
        && (ApplyOrder.StepOf(rendered) == ApplyStep.Workloads
            // Without its bucket the configuration is not final: its Secret would be superseded before anybody mounts it.
            || (holds.Any(hold => hold.Kind == HoldKind.Storage)
                && rendered.Key.Kind == ResourceKind.Secret
                && rendered.Key.Name.StartsWith($"{registry}-quay-config-secret-", StringComparison.Ordinal)));
}
