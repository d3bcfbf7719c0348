using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Persistence;

/// <summary>An image as it is kept: a line an object, its resource before its JSON; compressed.</summary>
internal static class ImageText
{
    public static byte[] Write(ClusterImage image, string marker)
    {
        var text = new StringBuilder();
        foreach (var stored in image.State.Objects.Values.SelectMany(kind => kind.Values))
            text.Append(stored.Resource).Append('\t').Append(Encoding.UTF8.GetString(stored.Read(marker).Span)).Append('\n');
        return JournalBody.Pack(Encoding.UTF8.GetBytes(text.ToString()));
    }

    public static ClusterImage Read(byte[] kept, string marker) => ClusterImage.Of(
        Encoding.UTF8.GetString(JournalBody.Unpack(kept)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            var (end, json) = (line.IndexOf('\t', StringComparison.Ordinal), line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]);
            return StoredObject.Of(line[..end], JsonNode.Parse(json)!.AsObject(), marker);
        }));
}
