namespace Fleet.Api.V1;

/// <summary>Adds a cluster to the fleet.</summary>
/// <param name="Name">A DNS label; it never changes.</param>
/// <param name="Kubeconfig">Self-contained: certificates, keys and tokens inlined. Stored encrypted.</param>
/// <param name="Context">Which context of the kubeconfig; its current one when absent.</param>
/// <param name="Mode"><c>observe</c> (default), <c>reconcile</c> or <c>olm</c>.</param>
/// <param name="Labels">For selecting clusters, for example <c>ring: canary</c>.</param>
/// <param name="Channel">What its registries follow, for example <c>stable-3.7</c>; none when absent.</param>
/// <param name="Approval"><c>Manual</c> or <c>Automatic</c>; the channel's when absent.</param>
public sealed record AddCluster(
    string? Name = null,
    string? Kubeconfig = null,
    string? Context = null,
    string? Mode = null,
    IReadOnlyDictionary<string, string>? Labels = null,
    string? Channel = null,
    string? Approval = null)
{
    /// <summary>Without the kubeconfig, which carries secrets.</summary>
    public override string ToString() => $"AddCluster({Name})";
}
