using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Simulator.Requests;

/// <summary>Reads bodies: JSON, and YAML where the content type says so.</summary>
internal static class YamlJson
{
    /// <exception cref="JsonException">It is neither.</exception>
    public static JsonObject? Parse(ReadOnlyMemory<byte> body, string? contentType)
    {
        // Apply bodies may be either, whatever they are called.
        var first = body.Span.TrimStart(" \t\r\n"u8);
        if (first.Length > 0 && first[0] == '{') return JsonNode.Parse(body.Span) as JsonObject;
        if (contentType?.Contains("yaml", StringComparison.OrdinalIgnoreCase) != true) throw new JsonException("it does not begin with {");
        try
        {
            return YamlReader.Read(Encoding.UTF8.GetString(body.Span), YamlRules.Manifest) as JsonObject;
        }
        catch (YamlFormatException e)
        {
            throw new JsonException(e.Message, e);
        }
    }
}
