using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>
/// Where the next page of a list begins, in the form of a real server's token. All it takes is in the token: the server keeps nothing, and
/// goes back to the version by its history.
/// </summary>
/// <param name="Version">Of the first page; below 0 for whatever is there now.</param>
/// <param name="From">The first object of the page is this one or the next.</param>
internal readonly record struct ContinueToken(long Version, ObjectName From)
{
    private const string Form = "meta.k8s.io/v1";

    private static readonly SearchValues<char> Base64Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>For the objects after one of them.</summary>
    /// <param name="ns">The namespace that is listed; empty for all.</param>
    public static string After(StoredObject last, long version, string ns) => Text(version, $"{Start(last.Name, ns)}\0");

    /// <summary>The same place in what is there now, for a reader whose version is forgotten.</summary>
    public string Anyway(string ns) => Text(-1, Start(From, ns));

    /// <param name="ns">The namespace that is listed; empty for all.</param>
    /// <exception cref="RequestRefusedException">It is no token of this server.</exception>
    public static ContinueToken Read(string text, string ns, bool namespaced)
    {
        if (!Base64Url.IsValid(text) || text.EndsWith('=')) throw Invalid($"illegal base64 data at input byte {Math.Max(0, text.AsSpan().IndexOfAnyExcept(Base64Characters))}");
        JsonNode? token;
        try
        {
            token = JsonNode.Parse(Base64Url.DecodeFromChars(text));
        }
        catch (JsonException unreadable)
        {
            throw Invalid(unreadable.Message);
        }
        if (token is not (null or JsonObject)) throw Invalid($"json: cannot unmarshal {NameOf(token)} into Go value of type etcd3.continueToken");
        var form = Member(token, "v", JsonValueKind.String, "string")?.GetValue<string>() ?? "";
        var version = Member(token, "rv", JsonValueKind.Number, "int64") is { } number
            ? number.GetValue<JsonElement>().TryGetInt64(out var whole) ? whole : throw Invalid($"json: cannot unmarshal number {number} into Go struct field continueToken.rv of type int64")
            : 0;
        var start = Member(token, "start", JsonValueKind.String, "string")?.GetValue<string>() ?? "";
        if (form != Form) throw Invalid($"server does not recognize this encoded version \"{form}\"");
        if (version == 0) throw Invalid($"incorrect encoded start resourceVersion (version {Form})");
        if (start.Length == 0) throw Invalid($"encoded start key empty (version {Form})");
        if (start.Split('/').Any(step => step is "." or "..")) throw Invalid(start);
        var slash = namespaced && ns.Length == 0 ? start.IndexOf('/', StringComparison.Ordinal) : -1;
        return new ContinueToken(version, slash < 0 ? new ObjectName(namespaced ? ns : "", start) : new ObjectName(start[..slash], start[(slash + 1)..]));
    }

    private static string Start(ObjectName name, string ns) => name.Namespace.Length > 0 && ns.Length == 0 ? $"{name.Namespace}/{name.Name}" : name.Name;

    private static string Text(long version, string start) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes(new JsonObject { ["v"] = Form, ["rv"] = version, ["start"] = start }.ToJsonString()));

    private static JsonNode? Member(JsonNode? token, string name, JsonValueKind kind, string type) =>
        token?[name] is not { } member ? null
        : member.GetValueKind() == kind ? member
        : throw Invalid($"json: cannot unmarshal {NameOf(member)} into Go struct field continueToken.{name} of type {type}");

    private static string NameOf(JsonNode node) => node.GetValueKind() switch
    {
        JsonValueKind.True or JsonValueKind.False => "bool",
        var kind => kind.ToString().ToLowerInvariant(),
    };

    private static RequestRefusedException Invalid(string why) => Refusals.BadRequest($"invalid continue token: continue key is not valid: {why}");
}
