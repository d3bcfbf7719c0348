namespace Fleet.Domain.Clusters;

/// <summary>What gates of rollouts ask on a cluster.</summary>
/// <param name="Prometheus">The address of a Prometheus, for example <c>https://prometheus.prod-1.example.com</c>; null when there is none to ask.</param>
/// <param name="SmokeSecret">The Secret with the account of smoke tests, as <c>namespace/name</c>; null when there is none.</param>
public sealed record ClusterServices(string? Prometheus, string? SmokeSecret)
{
    public static ClusterServices None { get; } = new(null, null);

    /// <summary>What is wrong with them, by field; each with the remedy.</summary>
    public IEnumerable<(string Field, string Problem)> Faults()
    {
        if (Prometheus is { } address && !IsAddress(address))
            yield return ("prometheus", $"'{address}' is no address that can be asked: write http:// or https://, a host and perhaps a path, without user, password, query or fragment");
        if (SmokeSecret is { } secret && !(secret.Split('/') is [var space, var name] && DnsNames.IsLabel(space) && DnsNames.IsSubdomain(name)))
            yield return ("smokeSecret", $"'{secret}' names no Secret: write NAMESPACE/NAME");
    }

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri is { Scheme: "http" or "https" } && uri is { UserInfo: "", Query: "", Fragment: "" } && uri.Host.Length > 0;
}
