using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Fleet.Grains.Rollouts.Gates;

/// <summary>What a query came to.</summary>
internal abstract record QueryOutcome
{
    private QueryOutcome()
    {
    }

    /// <param name="First">The labels of one of the samples, in words.</param>
    public sealed record Samples(int Count, string First) : QueryOutcome;

    /// <summary>It could not be asked, or did not understand: nothing is known.</summary>
    public sealed record Unknown(string Why) : QueryOutcome;
}

/// <summary>Asks a Prometheus for the samples of a query, now.</summary>
internal sealed class PrometheusClient(TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private const int LongestAnswer = 4 << 20;
    private const int MostLabels = 6;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        AllowAutoRedirect = false,
        UseCookies = false,
    })
    {
        MaxResponseContentBufferSize = LongestAnswer,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public async Task<QueryOutcome> AskAsync(string address, string query, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var form = new FormUrlEncodedContent([new("query", query), new("timeout", "8s")]);
            using var response = await _http.PostAsync(new Uri($"{address.TrimEnd('/')}/api/v1/query"), form, either.Token);
            var answer = response.Content.Headers.ContentType?.MediaType == "application/json" ? await response.Content.ReadFromJsonAsync<JsonNode>(either.Token) : null;
            return Read(response.StatusCode, answer);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new QueryOutcome.Unknown($"it did not answer within {Longest.TotalSeconds} s");
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException or IOException)
        {
            return new QueryOutcome.Unknown(e.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private static QueryOutcome Read(HttpStatusCode status, JsonNode? answer)
    {
        if (answer is not JsonObject || (string?)answer["status"] != "success")
            return new QueryOutcome.Unknown((string?)(answer as JsonObject)?["error"] is { } error ? $"it answers {(int)status}: {error}" : $"it answers {(int)status}, and not as a Prometheus does");
        if ((string?)answer["data"]?["resultType"] is not "vector" || answer["data"]?["result"] is not JsonArray samples)
            return new QueryOutcome.Unknown($"the query returns a {answer["data"]?["resultType"]}: write one that returns a vector");
        return new QueryOutcome.Samples(samples.Count, samples is [JsonObject first, ..] ? Words(first["metric"] as JsonObject) : "");
    }

    private static string Words(JsonObject? labels) =>
        labels is null or { Count: 0 } ? "a sample" : $"{{{string.Join(", ", labels.OrderBy(label => label.Key != "alertname").Take(MostLabels).Select(label => $"{label.Key}=\"{label.Value}\""))}}}";
}
