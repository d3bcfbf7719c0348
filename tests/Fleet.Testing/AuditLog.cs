using System.Globalization;
using System.Text.Json.Nodes;

namespace Fleet.Testing;

/// <summary>One request as the API server recorded it.</summary>
/// <param name="Resource">With its subresource, such as <c>quayregistries/status</c>; empty for requests that concern none.</param>
/// <param name="Namespace">Null for what is in none.</param>
/// <param name="Agent">The <c>User-Agent</c>.</param>
public sealed record AuditedRequest(string Verb, string Group, string Resource, string Uri, int Code, string? Namespace, string Agent, DateTimeOffset Received)
{
    public bool IsWrite => Verb is "create" or "update" or "patch" or "delete" or "deletecollection";

    public bool Forbidden => Code == 403;
}

/// <summary>What ServiceAccounts of namespace <c>quay-fleet</c> asked an API server for, from now on (see the policy in <c>up.sh</c>).</summary>
public sealed class AuditLog(string path)
{
    private readonly long _from = File.Exists(path) ? new FileInfo(path).Length : 0;

    public IReadOnlyList<AuditedRequest> Read()
    {
        if (!File.Exists(path)) return [];
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Seek(_from, SeekOrigin.Begin);
        using var reader = new StreamReader(file);
        var requests = new List<AuditedRequest>();
        var written = reader.ReadToEnd();
        // The last line may still be on its way.
        foreach (var line in written[..(written.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var read = JsonNode.Parse(line)!;
            var about = read["objectRef"];
            var subresource = (string?)about?["subresource"];
            requests.Add(new AuditedRequest(
                (string)read["verb"]!,
                (string?)about?["apiGroup"] ?? "",
                (string?)about?["resource"] + (subresource is null ? "" : "/" + subresource),
                (string)read["requestURI"]!,
                (int?)read["responseStatus"]?["code"] ?? 0,
                (string?)about?["namespace"],
                (string?)read["userAgent"] ?? "",
                DateTimeOffset.Parse((string)read["requestReceivedTimestamp"]!, CultureInfo.InvariantCulture)));
        }
        return requests;
    }
}
