using System.Collections.Immutable;
using System.Net;
using System.Text.Json;

namespace Fleet.Kubernetes.Requests;

/// <summary>Classifies an API server's refusal: an HTTP answer, or the <c>Status</c> inside a watch's ERROR event.</summary>
internal static class StatusReading
{
    private const int LongestText = 1000;

    public static KubernetesError FromAnswer(HttpStatusCode code, ReadOnlyMemory<byte> body, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } status) return FromStatus((int)code, status, retryAfter);
        }
        catch (JsonException)
        {
            // Proxies and, for unknown groups, the API server itself answer in plain text.
        }
        return Classify((int)code, Shorten(System.Text.Encoding.UTF8.GetString(body.Span)), "", "", [], retryAfter);
    }

    /// <param name="code">The HTTP status, or 0 to take the one in the <c>Status</c>.</param>
    public static KubernetesError FromStatus(int code, JsonElement status, TimeSpan? retryAfter = null)
    {
        if (code == 0) code = Member(status, "code") is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 500;
        var details = Member(status, "details");
        if (retryAfter is null && Member(details, "retryAfterSeconds") is { ValueKind: JsonValueKind.Number } after && after.TryGetInt32(out var seconds) && seconds > 0)
            retryAfter = TimeSpan.FromSeconds(seconds);
        return Classify(code, Shorten(Text(status, "message")), Text(status, "reason"), Text(details, "name"), Causes(details), retryAfter);
    }

    private static KubernetesError Classify(
        int code, string message, string reason, string name, ImmutableArray<(string Reason, string Text)> causes, TimeSpan? retryAfter)
    {
        if (message.Length == 0) message = $"the server answered {code}";
        ImmutableArray<string> texts = [.. causes.Select(cause => cause.Text)];
        return (code, reason) switch
        {
            // A server restored from a backup, or one lagging behind: the version lies in its future.
            (_, "Timeout") or (504, _) when causes.Any(cause => cause.Reason == "ResourceVersionTooLarge") || message.StartsWith("Too large resource version", StringComparison.Ordinal)
                => new KubernetesError.Expired(message),
            // Servers before 1.21 answer 500 to an apply that does not fit the schema.
            (500, _) when message.StartsWith("failed to create typed patch object", StringComparison.Ordinal) => new KubernetesError.Invalid(message, texts),
            (401, _) => new KubernetesError.Unauthorised(message),
            (403, _) => new KubernetesError.Forbidden(message),
            (404, _) => name.Length > 0 ? new KubernetesError.NotFound(message) : new KubernetesError.NotServed(message),
            (405, _) => new KubernetesError.NotServed(message),
            (409, "AlreadyExists") => new KubernetesError.AlreadyExists(message),
            (409, _) => new KubernetesError.Conflict(message, texts),
            (410, _) => new KubernetesError.Expired(message),
            (400 or 413 or 415 or 422, _) => new KubernetesError.Invalid(message, texts),
            (429, _) => new KubernetesError.Throttled(message, retryAfter),
            ( >= 500, _) => new KubernetesError.ServerError(message, code),
            _ => new KubernetesError.Unexpected($"{code}: {message}"),
        };
    }

    private static ImmutableArray<(string Reason, string Text)> Causes(JsonElement details)
    {
        if (Member(details, "causes") is not { ValueKind: JsonValueKind.Array } causes) return [];
        return
        [
            .. causes.EnumerateArray().Select(cause =>
            {
                var (field, message) = (Text(cause, "field"), Shorten(Text(cause, "message")));
                return (Text(cause, "reason"), field.Length == 0 ? message : $"{field}: {message}");
            }),
        ];
    }

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var child) ? child : default;

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : "";

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText] + "…";
}
