using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass does next.</summary>
public abstract record PassDecision
{
    private PassDecision() { }

    /// <summary>
    /// Make the bundle (it may be there already, from a pass that was cut short), take the registry as naming it, and look again; the name is
    /// written with the next patch of the registry, at the latest before anything is applied; never without a patch.
    /// </summary>
    public sealed record CreateBundle(JsonObject Secret, QuayRegistry Named, JsonObject? RegistryPatch) : PassDecision
    {
        public override string ToString() => nameof(CreateBundle);
    }

    /// <summary>Write the completed component list to the registry, then look again.</summary>
    public sealed record CompleteSpec(JsonObject RegistryPatch, EffectiveComponents Completed) : PassDecision;

    /// <summary>Apply step after step, each when the one before has succeeded; but see <see cref="PassStep.HoldsUpOthers"/>.</summary>
    /// <param name="Conclusion">How the pass ends when every step has succeeded.</param>
    /// <param name="Obsolete">A Job to delete beside the steps, to make room for another of its name; null for none.</param>
    public sealed record Apply(ImmutableArray<PassStep> Steps, PassConclusion.Applied Conclusion, ObservedObject? Obsolete = null) : PassDecision;

    /// <summary>The registry is being deleted: clean what owner references do not reach, then let it go.</summary>
    public sealed record CleanUp : PassDecision;

    /// <summary>Nothing more to do now.</summary>
    public sealed record End(PassConclusion Conclusion) : PassDecision;
}

/// <summary>Objects that may be applied at the same time.</summary>
public sealed record PassStep(ApplyStep Step, ImmutableArray<RenderedObject> Objects)
{
    /// <summary>The next step waits for this one; only the end of the pass does otherwise.</summary>
    public bool HoldsUpOthers => Step != ApplyStep.Services;
}
