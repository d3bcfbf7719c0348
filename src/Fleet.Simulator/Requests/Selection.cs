using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>Which objects of a kind a list, watch or deletecollection is about.</summary>
/// <param name="Namespace">Empty for all.</param>
internal sealed record Selection(string Namespace, LabelSelector Labels, IReadOnlyList<(string[] Path, string Value, bool Equal)> Fields)
{
    private static readonly string[] OfEvents =
    [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "source", "type",
    ];

    /// <summary>Everything is selected but for the namespace.</summary>
    public bool IsEmpty => Labels.IsEmpty && Fields.Count == 0;

    public static Selection Of(ResourceCall call) =>
        new(call.Path.Namespace, LabelSelector.Parse(call.Request.Parameter("labelSelector")), ParseFields(call.Request.Parameter("fieldSelector"), call.Kind));

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
        return node is JsonValue value ? value.TryGetValue<string>(out var text) ? text : value.ToJsonString() : "";
    }

    private static List<(string[] Path, string Value, bool Equal)> ParseFields(string? text, ServedKind kind)
    {
        var fields = new List<(string[] Path, string Value, bool Equal)>();
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var not = part.IndexOf("!=", StringComparison.Ordinal);
            var at = not >= 0 ? not : part.IndexOf('=', StringComparison.Ordinal);
            if (at < 0) throw Refusals.BadRequest($"invalid selector: '{text}'; can't understand '{part}'");
            var name = part[..at];
            var operation = not >= 0 ? "!=" : part[at..].StartsWith("==", StringComparison.Ordinal) ? "==" : "=";
            if (name is not ("metadata.name" or "metadata.namespace") && !FieldsOf(kind).Contains(name)) throw Unknown(name, kind);
            fields.Add((name.Split('.'), part[(at + operation.Length)..], not < 0));
        }
        return fields;
    }

    /// <summary>What a real server selects by, besides name and namespace.</summary>
    private static string[] FieldsOf(ServedKind kind) => kind.Resource switch
    {
        "events" => OfEvents,
        "secrets" => ["type"],
        BuiltInKinds.Namespaces => ["status.phase"],
        "jobs.batch" => ["status.successful"],
        _ => [],
    };

    private static RequestRefusedException Unknown(string name, ServedKind kind) => Refusals.BadRequest(
        kind.Resource == "jobs.batch" ? $"field label \"{name}\" not supported for batchv1.Job"
        : kind.IsCustom || FieldsOf(kind).Length > 0 ? $"field label not supported: {name}"
        : $"\"{name}\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
}
