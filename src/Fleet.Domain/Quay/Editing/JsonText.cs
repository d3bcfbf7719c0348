using System.Text.Encodings.Web;
using System.Text.Json;

namespace Fleet.Domain.Quay.Editing;

internal static class JsonText
{
    // Read by people and their tools, not put into HTML.
    public static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
