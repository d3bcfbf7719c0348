using System.Collections.Immutable;
using System.Text.Json;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Status.Readiness;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// The last pass that left nothing to do, as it outlives the process. While what it depended on and what its components applied are still the same, another
/// one would read and render everything only to send nothing.
/// </summary>
/// <param name="Inputs">Keyed hash of <see cref="IdentityOf"/>.</param>
/// <param name="Applied">What each component had applied by then (<see cref="ComponentLedger.AppliedDigest"/>), in the order of kinds.</param>
public sealed record CompletePass(string Inputs, PassConclusion.Applied Conclusion, BundleFacts Bundle, ImmutableArray<string> Applied)
{
    /// <summary>A new build may render the same inputs differently.</summary>
    private static readonly string Build = typeof(CompletePass).Module.ModuleVersionId.ToString();

    private static readonly JsonSerializerOptions WithTuples = new() { IncludeFields = true };

    /// <summary>All that a pass depends on, as text to be hashed; it may contain what must not be stored.</summary>
    public static string IdentityOf(PassInputs inputs, OperatorSettings settings) => JsonSerializer.Serialize(new { Build, inputs, settings }, WithTuples);

    public bool Equals(CompletePass? other) =>
        other is not null && Inputs == other.Inputs && Bundle == other.Bundle && Applied.AsSpan().SequenceEqual(other.Applied.AsSpan());

    public override int GetHashCode() => Inputs.GetHashCode(StringComparison.Ordinal);
}
