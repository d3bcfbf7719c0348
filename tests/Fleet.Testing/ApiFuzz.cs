using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Fleet.Testing;

#pragma warning disable RS0030 // Random: each request can be made again from its seed

/// <summary>
/// Requests that an API's own document allows, or nearly: every operation in turn, its parameters and body as the document describes them, and
/// then bent. A new endpoint is included by being in the document.
/// </summary>
public sealed class ApiFuzz
{
    /// <summary>A server that has not begun to answer by then hangs.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    private static readonly string[] Odd =
    [
        "", " ", "..", "../..", "%00", "\u0000", "a/b", "ä", "山", "💥", "'; drop table audit; --", "{}", "[]", "null", "-1", "0", "1", "true", "1e999", "99999999999999999999", "0001-01-01T00:00:00-14:00",
        "9999-12-31T23:59:59.9999999+14:00", "a=b", "=", ",", "a in (b", "*", "\"", "\\", "\r\nX: y", new string('a', 64), new string('x', 1000), "AA", "W10", "bnVsbA", "eyJhIjoxfQ", "\ud800", "-cluster", "3.7.11", "stable-3.7",
    ];

    private readonly JsonNode _document;
    private readonly Operation[] _operations;
    private readonly IReadOnlyDictionary<string, string[]> _known;

    /// <param name="document">OpenAPI 3.1, as JSON.</param>
    /// <param name="known">Values that mean something, by the name of the parameter or field that may have them.</param>
    public ApiFuzz(string document, IReadOnlyDictionary<string, string[]> known)
    {
        (_document, _known) = (JsonNode.Parse(document)!, known);
        _operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from method in Methods
               where path.Value![method] is not null
               select new Operation(method.ToUpperInvariant(), path.Key, path.Value![method]!),
        ];
    }

    private sealed record Operation(string Method, string Path, JsonNode Declared);

    public int Operations => _operations.Length;

    /// <summary>Sends the request of a seed; null when the answer is one to be proud of, else what is wrong with it.</summary>
    public async Task<string?> TryAsync(HttpClient client, int seed, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var operation = _operations[seed % _operations.Length];
        using var request = Draw(random, operation, out var body);
        var told = $"seed {seed}: {request.Method} {request.RequestUri} {request.Content?.Headers.ContentType} {Encoding.UTF8.GetString(body)}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Longest);
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var (status, type) = ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType);
            // Streams begin, and never end.
            if (status < 300 && type is "text/event-stream" or "application/x-ndjson") return null;
            var text = await response.Content.ReadAsStringAsync(patience.Token);
            return Fault(operation, status, type, text) is { } fault ? $"{fault}\n{told}\n{status} {type} {text}" : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer\n{told}";
        }
    }

    private static string? Fault(Operation operation, int status, string? type, string text)
    {
        // 503 may say that a cluster cannot be asked now; that the fleet itself did not answer in time is a failure.
        if (status >= 500 && !(status == 503 && type == "application/problem+json" && !text.Contains("did not answer in time", StringComparison.Ordinal))) return "the server failed";
        if (status == 304) return null;
        if (status < 400) return type == "application/json" && !IsJson(text) ? "an answer that is no JSON" : null;
        if (type != "application/problem+json" || !IsJson(text)) return "a refusal that is no problem";
        var problem = JsonNode.Parse(text)!;
        if ((int?)problem["status"] != status || string.IsNullOrEmpty((string?)problem["type"]) || string.IsNullOrEmpty((string?)problem["title"]) || string.IsNullOrEmpty((string?)problem["detail"]))
            return "a problem that does not say what it has to";
        // What the web server and the gate answer of every endpoint need not be declared by each.
        var isOfTheServer = status is 404 or 405 or 413 or 415 or 431;
        return isOfTheServer || operation.Declared["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not null ? null : "a status that the document does not declare";
    }

    private static bool IsJson(string text)
    {
        try
        {
            return JsonNode.Parse(text) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private HttpRequestMessage Draw(Random random, Operation operation, out byte[] body)
    {
        var (path, query, headers) = (operation.Path, new List<string>(), new List<(string Name, string Value)>());
        foreach (var parameter in operation.Declared["parameters"]?.AsArray() ?? [])
        {
            var name = (string)parameter!["name"]!;
            switch ((string?)parameter["in"])
            {
                case "path":
                    // An empty segment would be another path, and one with a zero byte is refused by the web server before anything else sees it.
                    path = path.Replace($"{{{name}}}", Uri.EscapeDataString(Value(random, name, parameter["schema"]) is { Length: > 0 } value ? Safe(value).Replace('\0', '0') : "x"), StringComparison.Ordinal);
                    break;
                case "query" when random.Next(3) == 0:
                    query.Add($"{name}={Uri.EscapeDataString(Safe(Value(random, name, parameter["schema"])))}");
                    break;
                case "header" when random.Next(3) == 0:
                    headers.Add((name, Value(random, name, parameter["schema"])));
                    break;
            }
        }
        if (random.Next(20) == 0) query.Add("unheard=of");
        if (random.Next(20) == 0 && query.Count > 0) query.Add(query[0]);
        if (random.Next(10) == 0) headers.Add(("If-Match", Pick(random, ["*", "\"u1@0\"", "\"u1\"", "W/\"x\"", "x", "\"body-x\"", "\"a\", \"b\"", "\"@\""])));
        if (random.Next(20) == 0) headers.Add(("Last-Event-ID", Pick(random, Odd)));
        if (random.Next(20) == 0) headers.Add(("Accept", Pick(random, ["application/x-ndjson", "text/html", "*/*", ";;"])));
        if (random.Next(50) == 0) path += Pick(random, ["/", "/more/of/it", "%2f", "//"]);
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), path + (query.Count > 0 ? "?" + string.Join('&', query) : ""));
        foreach (var (name, value) in headers)
            if (value.All(c => c is >= ' ' and < '\x7f')) request.Headers.TryAddWithoutValidation(name, value);
        body = [];
        if (operation.Declared["requestBody"]?["content"]?["application/json"]?["schema"] is not { } schema && random.Next(5) != 0) return request;
        else body = Body(random, operation.Declared["requestBody"]?["content"]?["application/json"]?["schema"]);
        request.Content = new ByteArrayContent(body);
        var type = Pick(random, ["application/json", "application/json", "application/json", "application/json", "application/json", "application/json", "text/plain", "application/json; charset=utf-16", "application/yaml", ""]);
        if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return request;
    }

    private byte[] Body(Random random, JsonNode? schema)
    {
        var text = Drawn(random, "", schema, 0)?.ToJsonString() ?? "null";
        switch (random.Next(12))
        {
            case 0:
                return Encoding.UTF8.GetBytes(text[..random.Next(text.Length + 1)]);
            case 1:
                var bytes = Encoding.UTF8.GetBytes(text);
                for (var i = random.Next(4); i >= 0 && bytes.Length > 0; i--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2:
                return Encoding.UTF8.GetBytes(Pick(random, ["", "null", "[]", "{}", "1", "\"\"", new string('[', 200), "{\"a\":1,\"a\":2}", "{\"metadata\":{\"name\":\"a\",\"name\":\"b\"}}", "{\"\\ud800\":1}"]));
            default:
                return Encoding.UTF8.GetBytes(text);
        }
    }

    /// <summary>A value of the schema, mostly.</summary>
    private JsonNode? Drawn(Random random, string name, JsonNode? schema, int depth)
    {
        schema = Resolved(schema);
        if (random.Next(15) == 0) return Wrong(random);
        if (schema?["anyOf"] is JsonArray any) schema = Resolved(any[random.Next(any.Count)]);
        if (schema?["oneOf"] is JsonArray one) schema = Resolved(one[random.Next(one.Count)]);
        if (schema?["enum"] is JsonArray words) return words[random.Next(words.Count)]?.DeepClone();
        var types = schema?["type"] is JsonArray several ? several.Select(type => (string)type!).ToArray() : [(string?)schema?["type"] ?? "object"];
        switch (types[random.Next(types.Length)])
        {
            case "string":
                return Safe(Value(random, name, schema));
            case "integer" or "number":
                return random.Next(5) == 0 ? long.MinValue : random.Next(-2, 1000);
            case "boolean":
                return random.Next(2) == 0;
            case "array":
                return new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => depth > 5 ? null : Drawn(random, name, schema?["items"], depth + 1))]);
            case "null":
                return null;
            default:
                var drawn = new JsonObject();
                foreach (var (field, inner) in schema?["properties"]?.AsObject() ?? [])
                    if (random.Next(8) != 0 && depth < 6) drawn[field] = Drawn(random, field, inner, depth + 1);
                if (schema?["additionalProperties"] is JsonObject values)
                    for (var i = random.Next(3); i > 0; i--) drawn[Safe(Value(random, "", null))] = Drawn(random, "", values, depth + 1);
                // An object of any shape: those that the tests know, or a made-up one.
                if (schema?["properties"] is null && schema?["additionalProperties"] is null) return Whole(random, drawn);
                if (random.Next(15) == 0) drawn["unheard"] = "of";
                return drawn;
        }
    }

    private JsonNode Whole(Random random, JsonObject empty)
    {
        if (!_known.TryGetValue("{}", out var texts)) return empty;
        var whole = JsonNode.Parse(texts[random.Next(texts.Length)])!.AsObject();
        if (random.Next(3) != 0) return whole;
        // Somewhere within, something else.
        var at = whole;
        while (at.Count > 0 && at.ElementAt(random.Next(at.Count)) is { Value: JsonObject inner } && random.Next(3) != 0) at = inner;
        if (at.Count > 0) at[at.ElementAt(random.Next(at.Count)).Key] = Wrong(random);
        return whole;
    }

    private static JsonNode? Wrong(Random random) => random.Next(6) switch
    {
        0 => null,
        1 => Safe(Pick(random, Odd)),
        2 => new JsonObject { ["a"] = 1 },
        3 => new JsonArray(1, "b", null),
        4 => random.Next(),
        _ => 1.5e300,
    };

    private JsonNode? Resolved(JsonNode? schema) =>
        (string?)schema?["$ref"] is { } reference ? Resolved(_document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]) : schema;

    private string Value(Random random, string name, JsonNode? schema) =>
        random.Next(3) != 0 && _known.TryGetValue(name, out var values) ? Pick(random, values)
        : (schema?["type"] as JsonValue)?.GetValue<string>() switch
        {
            "integer" => random.Next(-3, 1200).ToString(System.Globalization.CultureInfo.InvariantCulture),
            "boolean" when random.Next(4) != 0 => random.Next(2) == 0 ? "true" : "false",
            _ => Pick(random, Odd),
        };

    // Half a surrogate can be written neither into a URL nor into JSON.
    private static string Safe(string text) => text.Replace('\ud800', '\ufffd');

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
