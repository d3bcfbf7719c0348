using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fleet.Api.V1;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Microsoft.IO;

namespace Fleet.Gateway.Reading;

/// <summary>
/// JSON as the API writes it, in which each registry is written once and copied after that: a thousand watchers are sent the same ten thousand. What was
/// written is forgotten with what it was written of.
/// </summary>
internal sealed class WrittenRegistries(IOptions<JsonOptions> json)
{
    /// <summary>Bytes. Most pages fit into one.</summary>
    private const int Block = 256 * 1024;

    private readonly RecyclableMemoryStreamManager _buffers = new(new RecyclableMemoryStreamManager.Options { BlockSize = Block, MaximumSmallPoolFreeBytes = 64 * Block, MaximumLargePoolFreeBytes = 64 * Block });
    private readonly JsonSerializerOptions _options = new(json.Value.SerializerOptions) { Converters = { new Copying(json.Value.SerializerOptions) } };

    public byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _options);

    /// <summary>Writes into a buffer that is used again once the answer is sent.</summary>
    public RecyclableMemoryStream Lend(object value)
    {
        var body = _buffers.GetStream();
        using (var writer = new Utf8JsonWriter((IBufferWriter<byte>)body, new JsonWriterOptions { Encoder = _options.Encoder, SkipValidation = true })) JsonSerializer.Serialize(writer, value, value.GetType(), _options);
        return body;
    }

    private sealed class Copying(JsonSerializerOptions plain) : JsonConverter<Registry>
    {
        private readonly ConditionalWeakTable<Registry, byte[]> _written = [];

        public override Registry? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize<Registry>(ref reader, plain);

        public override void Write(Utf8JsonWriter writer, Registry value, JsonSerializerOptions options) =>
            writer.WriteRawValue(_written.GetValue(value, registry => JsonSerializer.SerializeToUtf8Bytes(registry, plain)), skipInputValidation: true);
    }
}
