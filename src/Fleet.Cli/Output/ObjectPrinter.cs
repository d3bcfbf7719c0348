using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Output;

/// <summary>Prints objects as the server sent them.</summary>
internal static class ObjectPrinter
{
    // Written for people and their tools, not into HTML.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToJson(JsonNode node) => node.ToJsonString(Indented);

    /// <summary>For streams: one object a line.</summary>
    public static string ToJsonLine(JsonNode node) => node.ToJsonString(OneLine);

    /// <summary>Prints in the formats that show objects as they are.</summary>
    /// <returns>False for the others.</returns>
    public static bool TryWrite(TextWriter output, JsonNode node, OutputFormat format)
    {
        if (format is not (OutputFormat.Json or OutputFormat.Yaml)) return false;
        output.WriteLine(format == OutputFormat.Json ? ToJson(node) : ToYaml(node));
        return true;
    }

    public static string ToYaml(JsonNode node) => YamlWriter.Write(node).TrimEnd('\n');
}
