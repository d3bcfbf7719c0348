using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status;

namespace Fleet.Domain.Reconciliation;

/// <summary>How a pass over a registry ended.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Blocked), "blocked")]
[JsonDerivedType(typeof(Waiting), "waiting")]
[JsonDerivedType(typeof(Migrating), "migrating")]
[JsonDerivedType(typeof(Applied), "applied")]
[JsonDerivedType(typeof(CleanedUp), "cleanedUp")]
[JsonDerivedType(typeof(LeftAlone), "leftAlone")]
public abstract record PassConclusion
{
    private PassConclusion() { }

    /// <summary>Nothing was applied, because what the user asked for cannot be. Ends when one of the inputs changes.</summary>
    /// <param name="Reason">Reason of the condition <c>RolloutBlocked</c>, which tells the first thing that is wrong, as the Quay Operator's does.</param>
    public sealed record Blocked(string Reason, string Message) : PassConclusion
    {
        /// <summary>What is wrong besides; empty when that is all. The user need not find it out one by one.</summary>
        public ImmutableArray<Refusal> Others { get; init; } = [];
    }

    /// <summary>Nothing was applied yet, because something on the cluster has to happen first.</summary>
    public sealed record Waiting(Blocker Blocker) : PassConclusion;

    /// <summary>The migration Job runs, and nothing else is reconciled meanwhile.</summary>
    public sealed record Migrating(Blocker Blocker) : PassConclusion;

    /// <summary>Everything that may be applied now was applied.</summary>
    /// <param name="Components">The effective components, in order.</param>
    /// <param name="Holds">Why the rest is held back; empty when there is no rest.</param>
    /// <param name="MigrationReleased">The migration Job was among what was applied, or runs already.</param>
    /// <param name="Migrated">The schema was found to be the target version's; its migration needs no more waiting for.</param>
    /// <param name="ReplacedJob">Uid of the Job that was deleted to make room for the migration's; null when none was.</param>
    /// <param name="KeepSpec">The effective components are not written into the spec, but into the status.</param>
    /// <param name="Again">When the pass is to be repeated though nothing changed; null when events tell.</param>
    public sealed record Applied(
        ImmutableArray<ComponentSpec> Components,
        string TargetVersion,
        string? RegistryEndpoint,
        string? ConfigEditorEndpoint,
        string? ConfigEditorCredentialsSecret,
        ImmutableArray<Blocker> Holds,
        bool MigrationReleased,
        bool Migrated = false,
        string? ReplacedJob = null,
        DateTimeOffset? Again = null,
        bool KeepSpec = false) : PassConclusion
    {
        /// <summary>Everything is applied, and nothing is under way that another pass would have to follow.</summary>
        [JsonIgnore]
        public bool LeftNothing => Holds.IsEmpty && !MigrationReleased;
    }

    /// <summary>Nothing more is done: while the pass ran, the registry came to ask for a version that it cannot have.</summary>
    public sealed record LeftAlone : PassConclusion;

    /// <summary>The registry is being deleted, and what owner references do not reach is gone.</summary>
    /// <param name="Left">What the fleet may not take away, in words; null when it took all.</param>
    public sealed record CleanedUp(string? Left = null) : PassConclusion;
}
