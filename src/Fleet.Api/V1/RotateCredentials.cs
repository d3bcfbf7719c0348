namespace Fleet.Api.V1;

/// <summary>Replaces the credentials of a cluster; nothing changes when the new ones are refused.</summary>
public sealed record RotateCredentials(string? Kubeconfig = null, string? Context = null)
{
    /// <summary>Without the kubeconfig, which carries secrets.</summary>
    public override string ToString() => nameof(RotateCredentials);
}
