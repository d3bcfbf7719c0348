namespace Fleet.Kubernetes.Requests;

/// <summary>How to apply.</summary>
/// <param name="DryRun">The server validates and answers as if, and stores nothing.</param>
/// <param name="Force">Take over fields other managers own; without it they are a <see cref="KubernetesError.Conflict"/>.</param>
/// <param name="FieldManager">Who the fields belong to afterwards; null for the connection's own.</param>
public sealed record ApplyOptions(bool DryRun = false, bool Force = true, string? FieldManager = null)
{
    public static ApplyOptions Default { get; } = new();
}
