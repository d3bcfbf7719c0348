using System.Text.Json;

namespace Fleet.Kubernetes.Requests;

/// <summary>Parses answers; what is no JSON becomes a value, not an exception.</summary>
internal static class JsonReading
{
    /// <summary>Schemas of CRDs nest deeper than the default of 64.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 256 };

    public static KubernetesResult<T> Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, KubernetesResult<T>> read)
    {
        try
        {
            using var document = JsonDocument.Parse(body, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return read(document.RootElement);
        }
        catch (JsonException)
        {
            // Falls through: something between here and the API server answered.
        }
        return new KubernetesError.Unexpected("the answer is no JSON object; is this address an API server's?");
    }
}
