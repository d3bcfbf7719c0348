using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Domain.Tests.Releases;

/// <summary>File-based catalogs as <c>opm render</c> prints them.</summary>
internal static class OlmText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, IndentSize = 4 };

    public static JsonObject Package(string name, string? defaultChannel = null) =>
        new() { ["schema"] = "olm.package", ["name"] = name, ["defaultChannel"] = defaultChannel, ["icon"] = new JsonObject { ["base64data"] = "AAAA", ["mediatype"] = "image/png" } };

    public static JsonObject Channel(string package, string name, params JsonObject[] entries) =>
        new() { ["schema"] = "olm.channel", ["name"] = name, ["package"] = package, ["entries"] = new JsonArray([.. entries]) };

    public static JsonObject Entry(string version, string? replaces = null, string? skipRange = null, params string[] skips)
    {
        var entry = new JsonObject { ["name"] = Name(version) };
        if (replaces is not null) entry["replaces"] = Name(replaces);
        if (skips.Length > 0) entry["skips"] = new JsonArray([.. skips.Select(skip => JsonValue.Create(Name(skip)))]);
        if (skipRange is not null) entry["skipRange"] = skipRange;
        return entry;
    }

    public static JsonObject Bundle(string package, string version) => new()
    {
        ["schema"] = "olm.bundle",
        ["name"] = Name(version),
        ["package"] = package,
        ["image"] = Catalogs.Image("bundle", version),
        ["properties"] = new JsonArray(
            new JsonObject { ["type"] = "olm.gvk", ["value"] = new JsonObject { ["group"] = "quay.redhat.com", ["kind"] = "QuayRegistry", ["version"] = "v1" } },
            new JsonObject { ["type"] = "olm.package", ["value"] = new JsonObject { ["packageName"] = package, ["version"] = version } },
            new JsonObject { ["type"] = "olm.csv.metadata", ["value"] = new JsonObject { ["minKubeVersion"] = "1.20.0", ["description"] = "Text\n---\n  with lines\n" } }),
        ["relatedImages"] = new JsonArray(
            Related("", "operator", version),
            Related("component_quay", "quay", version),
            Related("component_clair", "clair", version),
            Related("component_postgres", "postgres", version),
            Related("component_redis", "redis", version),
            Related("component_builder", "builder", version),
            Related("component_clairpostgres", "clair-postgres", version),
            Related("component_postgres_previous", "postgres-old", version),
            Related("component_clairpostgres_previous", "clair-postgres-old", version)),
    };

    public static string Name(string version) => "quay-operator.v" + version;

    /// <summary>The text, and the line each document begins at.</summary>
    public static (string Text, int[] Lines) Print(IEnumerable<JsonObject> documents, bool yaml)
    {
        var (text, lines, line) = (new System.Text.StringBuilder(), new List<int>(), 1);
        foreach (var document in documents)
        {
            var printed = yaml ? "---\n" + YamlWriter.Write(document).TrimEnd('\n') + "\n" : document.ToJsonString(Indented) + "\n";
            lines.Add(yaml ? line + 1 : line);
            text.Append(printed);
            line += printed.Count(c => c == '\n');
        }
        return (text.ToString(), [.. lines]);
    }

    private static JsonObject Related(string name, string image, string version) => new() { ["name"] = name, ["image"] = Catalogs.Image(image, version) };
}
