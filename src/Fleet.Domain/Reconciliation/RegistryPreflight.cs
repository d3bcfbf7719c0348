using System.Collections.Immutable;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Reconciliation;

/// <summary>What a pass would do with a registry if it were to run another release, before anything is done.</summary>
/// <param name="Faults">Why such a pass could not do its work, for people.</param>
/// <param name="Objects">What it would apply now; empty when it could not.</param>
public sealed record RegistryPreflight(ImmutableArray<string> Faults, ImmutableArray<RenderedObject> Objects)
{
    /// <summary>Completing the spec is the one thing a pass does before it renders.</summary>
    private const int MostDecisions = 3;

    /// <param name="situation">As a pass would find it, with the release to come.</param>
    /// <param name="entropy">What is generated is never used.</param>
    /// <param name="certificate">For how long a certificate has to be valid yet.</param>
    public static RegistryPreflight Of(PassSituation situation, Entropy entropy, TimeSpan certificate)
    {
        var faults = ImmutableArray.CreateBuilder<string>();
        if (situation.Bundle is { } bundle && CertificateFault(bundle, situation.Release.Minor, entropy.Now + certificate) is { } fault) faults.Add(fault);
        for (var decisions = 0; decisions < MostDecisions; decisions++)
        {
            switch (PassPlanner.Decide(situation, entropy))
            {
                case PassDecision.CompleteSpec complete:
                    situation = situation with { Registry = situation.Registry with { Components = complete.Completed.Components } };
                    continue;
                case PassDecision.Apply apply:
                    return new RegistryPreflight(faults.ToImmutable(), [.. apply.Steps.SelectMany(step => step.Objects)]);
                case PassDecision.CreateBundle:
                    faults.Add("it has no config bundle yet: let it be reconciled first");
                    break;
                case PassDecision.CleanUp:
                    faults.Add("it is being deleted");
                    break;
                case PassDecision.End { Conclusion: PassConclusion.Blocked blocked }:
                    faults.Add($"{blocked.Reason}: {blocked.Message}");
                    faults.AddRange(blocked.Others.Select(other => $"{other.Reason}: {other.Message}"));
                    break;
                case PassDecision.End { Conclusion: PassConclusion.Waiting waiting }:
                    faults.Add(waiting.Blocker.Message);
                    break;
                case PassDecision.End { Conclusion: PassConclusion.Migrating migrating }:
                    faults.Add(migrating.Blocker.Message);
                    break;
                case var other:
                    throw new InvalidOperationException($"Unknown decision {other.GetType().Name}.");
            }
            return new RegistryPreflight(faults.ToImmutable(), []);
        }
        throw new InvalidOperationException("Completing the spec does not come to an end.");
    }

    private static string? CertificateFault(ConfigBundle bundle, ReleaseMinor minor, DateTimeOffset by) =>
        TlsPair.In(bundle, minor)?.NotAfter is { } end && end < by ? $"the certificate in {ConfigBundle.CertificateFile} of its config bundle is valid until {end.UtcDateTime:u} only: renew it" : null;
}
