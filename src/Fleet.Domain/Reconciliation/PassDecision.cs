using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass does next.</summary>
public abstract record PassDecision
{
    private PassDecision() { }

    /// <summary>Make the bundle (it may be there already, from a pass that was cut short), then name it in the registry and look again.</summary>
    public sealed record CreateBundle(JsonObject Secret, JsonObject RegistryPatch) : PassDecision
    {
        public override string ToString() => nameof(CreateBundle);
    }

    /// <summary>Write the completed component list to the registry, then look again.</summary>
    public sealed record CompleteSpec(JsonObject RegistryPatch) : PassDecision;

    /// <summary>Apply step after step, each when the one before has succeeded.</summary>
    /// <param name="Conclusion">How the pass ends when every step has succeeded.</param>
    public sealed record Apply(ImmutableArray<PassStep> Steps, PassConclusion.Applied Conclusion) : PassDecision;

    /// <summary>The registry is being deleted: clean what owner references do not reach, then let it go.</summary>
    public sealed record CleanUp : PassDecision;

    /// <summary>Nothing more to do now.</summary>
    public sealed record End(PassConclusion Conclusion) : PassDecision;
}

/// <summary>Objects that may be applied at the same time.</summary>
public sealed record PassStep(int Number, ImmutableArray<RenderedObject> Objects);
