using System.Collections.Immutable;

namespace Fleet.Kubernetes.Connections;

/// <summary>What reading a kubeconfig came to.</summary>
public abstract record KubeconfigOutcome
{
    private KubeconfigOutcome()
    {
    }

    public sealed record Accepted(ClusterConnectionSettings Settings) : KubeconfigOutcome;

    /// <param name="Problems">At least one; each names the field, its value unless that is secret, and the remedy.</param>
    public sealed record Refused(ImmutableArray<string> Problems) : KubeconfigOutcome;
}
