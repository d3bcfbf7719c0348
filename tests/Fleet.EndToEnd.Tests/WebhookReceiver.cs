using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Silo.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fleet.EndToEnd.Tests;

/// <summary>Somebody who is told of rollouts, and checks by means of his own who it was.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<JsonNode> _messages = new();
    private byte[] _key = [];
    private int _refusals;

    private WebhookReceiver(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        (_app, Url) = (builder.Build(), $"{url}/hook");
        _app.MapPost("/hook", TakeAsync);
    }

    public string Url { get; }

    /// <summary>Those that were taken.</summary>
    public IReadOnlyList<JsonNode> Messages => [.. _messages];

    public IEnumerable<string> Types => Messages.Select(message => ((string)message["type"]!)["io.quay-fleet.".Length..]);

    /// <summary>The next so many messages are answered with 500.</summary>
    public void Refuse(int messages) => Interlocked.Exchange(ref _refusals, messages);

    public int Refusals => Volatile.Read(ref _refusals);

    public void Trust(string secret) => _key = Convert.FromBase64String(secret["whsec_".Length..]);

    public static async Task<WebhookReceiver> StartAsync()
    {
        var receiver = new WebhookReceiver($"http://127.0.0.1:{FreePorts.FindOne()}");
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var signed = $"{request.Headers["webhook-id"]}.{request.Headers["webhook-timestamp"]}.{body}";
        var signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(signed)));
        if (request.Headers["webhook-signature"] != signature || request.ContentType?.StartsWith("application/cloudevents+json", StringComparison.Ordinal) != true) return Results.Unauthorized();
        if (Interlocked.Decrement(ref _refusals) >= 0) return Results.StatusCode(500);
        _messages.Enqueue(JsonNode.Parse(body)!);
        return Results.NoContent();
    }
}
