using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fleet.Api.V1;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Fleet.Gateway.Reading;

/// <summary>
/// JSON as the API writes it, in which each registry is written once and copied after that: a thousand watchers are sent the same ten thousand. What was
/// written is forgotten with what it was written of.
/// </summary>
internal sealed class WrittenRegistries(IOptions<JsonOptions> json)
{
    private readonly JsonSerializerOptions _options = new(json.Value.SerializerOptions) { Converters = { new Copying(json.Value.SerializerOptions) } };

    public byte[] Write(object value) => JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), _options);

    private sealed class Copying(JsonSerializerOptions plain) : JsonConverter<Registry>
    {
        private readonly ConditionalWeakTable<Registry, byte[]> _written = [];

        public override Registry? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => JsonSerializer.Deserialize<Registry>(ref reader, plain);

        public override void Write(Utf8JsonWriter writer, Registry value, JsonSerializerOptions options) =>
            writer.WriteRawValue(_written.GetValue(value, registry => JsonSerializer.SerializeToUtf8Bytes(registry, plain)), skipInputValidation: true);
    }
}
