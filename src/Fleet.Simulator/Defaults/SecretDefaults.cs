using System.Text;
using System.Text.Json.Nodes;

namespace Fleet.Simulator.Defaults;

internal static class SecretDefaults
{
    public static void Fill(JsonObject obj)
    {
        obj.Default("type", "Opaque");
        if (obj["stringData"] is not JsonObject texts) return;
        var data = obj.Child("data");
        foreach (var (key, text) in texts) data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes((string?)text ?? ""));
        obj.Remove("stringData");
    }
}
