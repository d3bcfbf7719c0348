using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>Which objects of a kind a list, watch or deletecollection is about.</summary>
/// <param name="Namespace">Empty for all.</param>
internal sealed record Selection(string Namespace, LabelSelector Labels, IReadOnlyList<(string[] Path, string Value, bool Equal)> Fields)
{
    // What the real server knows for the kinds here; others it refuses too.
    private static readonly HashSet<string> KnownFields = new(StringComparer.Ordinal)
    {
        "metadata.name", "metadata.namespace", "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "source", "type", "status.phase",
    };

    public static Selection Of(KubeRequest request, string ns) => new(ns, LabelSelector.Parse(request.Parameter("labelSelector")), ParseFields(request.Parameter("fieldSelector")));

    public bool Matches(StoredObject o, string marker)
    {
        if (Namespace.Length > 0 && o.Name.Namespace != Namespace) return false;
        if (!Labels.Matches(o.Labels)) return false;
        if (Fields.Count == 0) return true;
        JsonObject? parsed = null;
        return Fields.All(field => (field.Path is ["metadata", "name"] ? o.Name.Name : Text(parsed ??= o.Parse(marker), field.Path)) == field.Value == field.Equal);
    }

    private static string Text(JsonNode? node, string[] path)
    {
        foreach (var step in path) node = (node as JsonObject)?[step];
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
    }

    private static List<(string[] Path, string Value, bool Equal)> ParseFields(string? text)
    {
        var fields = new List<(string[] Path, string Value, bool Equal)>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var not = part.IndexOf("!=", StringComparison.Ordinal);
            var at = not >= 0 ? not : part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) throw Refusals.BadRequest($"invalid field selector: {part}");
            var name = part[..at];
            if (!KnownFields.Contains(name)) throw Refusals.BadRequest($"field label not supported: {name}");
            fields.Add((name.Split('.'), part[at..].TrimStart('!', '='), not < 0));
        }
        return fields;
    }
}
