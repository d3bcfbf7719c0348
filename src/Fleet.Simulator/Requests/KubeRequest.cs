namespace Fleet.Simulator.Requests;

/// <summary>A request to a simulated API server, whatever it came by.</summary>
/// <param name="Path">Below the cluster's root, such as <c>/api/v1/namespaces</c>.</param>
/// <param name="Query">Parameters by name, decoded.</param>
/// <param name="User">Who asks; null for the administrator, as in-process callers are.</param>
/// <param name="UserAgent">Names the field manager of who gives none.</param>
public sealed record KubeRequest(
    string Method,
    string Path,
    IReadOnlyDictionary<string, string> Query,
    ReadOnlyMemory<byte> Body = default,
    string? ContentType = null,
    string? Accept = null,
    string? User = null,
    string UserAgent = "unknown")
{
    public static IReadOnlyDictionary<string, string> NoQuery { get; } = new Dictionary<string, string>();

    public string? Parameter(string name) => Query.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>As a real server reads it: whatever is there and does not say no says yes.</summary>
    public bool Flag(string name) => Query.TryGetValue(name, out var value) && value is not "0" && !value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
