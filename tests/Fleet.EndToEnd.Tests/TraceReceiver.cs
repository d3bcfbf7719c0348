using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fleet.EndToEnd.Tests;

/// <summary>A span as it was received.</summary>
/// <param name="Instance">The process it comes from.</param>
internal sealed record Span(
    string Instance, string TraceId, string Id, string Parent, string Source, string Name, IReadOnlyDictionary<string, string> Tags, IReadOnlyList<string> Links)
{
    public bool IsRoot => Parent.Length == 0;
}

/// <summary>Takes what an OTLP exporter sends over HTTP, in protobuf.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TraceReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Span> Spans { get; } = new();

    /// <summary>What switches traces on, with an exporter that waits no longer than a test likes to.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = _app.Urls.First(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
    };

    public static async Task<TraceReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new TraceReceiver(builder.Build());
        receiver._app.MapPost("/v1/traces", async (HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            foreach (var span in Read(body.ToArray())) receiver.Spans.Enqueue(span);
            return Results.Ok();
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Numbers of fields: opentelemetry/proto/collector/trace/v1 and opentelemetry/proto/trace/v1.
    private static IEnumerable<Span> Read(byte[] request) =>
        from resource in Fields(request).Of(1)
        let about = Tags(Fields(Fields(resource).Of(1).FirstOrDefault() ?? []).Of(1))
        from scope in Fields(resource).Of(2)
        let source = Text(Fields(Fields(scope).Of(1).FirstOrDefault() ?? []).Of(1))
        from bytes in Fields(scope).Of(2)
        let span = Fields(bytes)
        select new Span(
            about.GetValueOrDefault("service.instance.id", ""),
            Hex(span.Of(1)),
            Hex(span.Of(2)),
            Hex(span.Of(4)),
            source,
            Text(span.Of(5)),
            Tags(span.Of(9)),
            [.. span.Of(13).Select(link => Hex(Fields(link).Of(1)))]);

    private static Dictionary<string, string> Tags(IEnumerable<byte[]> fields) =>
        fields.Select(Fields).ToDictionary(tag => Text(tag.Of(1)), tag => Value(Fields(tag.Of(2).FirstOrDefault() ?? [])));

    private static string Value(Dictionary<int, List<byte[]>> value) => value.TryGetValue(3, out var number) ? $"{BitConverter.ToUInt64(number[0])}" : Text(value.Of(1));

    private static string Hex(IEnumerable<byte[]> field) => Convert.ToHexStringLower(field.FirstOrDefault() ?? []);

    private static string Text(IEnumerable<byte[]> field) => Encoding.UTF8.GetString(field.FirstOrDefault() ?? []);

    private static Dictionary<int, List<byte[]>> Fields(byte[] message)
    {
        var fields = new Dictionary<int, List<byte[]>>();
        for (var at = 0; at < message.Length;)
        {
            var key = Varint(message, ref at);
            byte[] value;
            switch (key & 7)
            {
                case 0:
                    value = BitConverter.GetBytes(Varint(message, ref at));
                    break;
                case 1:
                    value = message[at..(at += 8)];
                    break;
                case 2:
                    var length = (int)Varint(message, ref at);
                    value = message[at..(at += length)];
                    break;
                case 5:
                    value = message[at..(at += 4)];
                    break;
                default:
                    throw new InvalidDataException($"No protobuf: wire type {key & 7}.");
            }
            if (!fields.TryGetValue((int)(key >> 3), out var values)) fields.Add((int)(key >> 3), values = []);
            values.Add(value);
        }
        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return value;
        }
    }
}

/// <summary>Absent fields are empty.</summary>
internal static class ProtobufReading
{
    public static IEnumerable<byte[]> Of(this Dictionary<int, List<byte[]>> fields, int number) => fields.GetValueOrDefault(number) ?? [];
}
