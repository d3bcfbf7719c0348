using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Commands.Clusters;

/// <summary>
/// Makes a kubeconfig self-contained: one context, and the files it names taken in, so that the server needs none of them and gets no
/// other cluster's credentials. What the fields say is for the server to judge.
/// </summary>
internal static class Kubeconfig
{
    /// <summary>The kubeconfig as JSON, which is YAML too.</summary>
    /// <exception cref="CommandFault">A file cannot be read, or the context is not there.</exception>
    public static string Inline(FileInfo file, string? context)
    {
        var root = Read(file);
        var chosen = context ?? Text(root, "current-context") ?? throw CommandFault.BadInput(
            $"--kubeconfig {file}: current-context is not set: name a context with --context ({string.Join(", ", Names(root, "contexts"))}).");
        var body = Body(root, "contexts", chosen, "context")
            ?? throw CommandFault.BadInput($"--context '{chosen}' is not in {file}: use one of {string.Join(", ", Names(root, "contexts"))}.");

        var folder = file.DirectoryName ?? ".";
        var minified = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["current-context"] = chosen,
            ["contexts"] = Only("context", chosen, body),
        };
        if (Text(body, "cluster") is { } clusterName && Body(root, "clusters", clusterName, "cluster") is { } cluster)
        {
            TakeIn(cluster, "certificate-authority", "certificate-authority-data", folder);
            minified["clusters"] = Only("cluster", clusterName, cluster);
        }
        if (Text(body, "user") is { } userName && Body(root, "users", userName, "user") is { } user)
        {
            TakeIn(user, "client-certificate", "client-certificate-data", folder);
            TakeIn(user, "client-key", "client-key-data", folder);
            if (Text(user, "tokenFile") is { } tokenFile)
            {
                user["token"] = System.Text.Encoding.UTF8.GetString(ReadFile("tokenFile", folder, tokenFile)).Trim();
                user.Remove("tokenFile");
            }
            minified["users"] = Only("user", userName, user);
        }
        return minified.ToJsonString();
    }

    private static JsonObject Read(FileInfo file)
    {
        try
        {
            return YamlReader.Read(File.ReadAllText(file.FullName), YamlRules.Manifest) as JsonObject
                ?? throw CommandFault.BadInput($"--kubeconfig {file} is empty or no mapping: give what `kubectl config view --raw` prints.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"--kubeconfig {file} cannot be read: name a file that can be.");
        }
        catch (YamlFormatException)
        {
            // The parser's own text can quote the line, which may hold a token.
            throw CommandFault.BadInput($"--kubeconfig {file} is no valid YAML: give what `kubectl config view --raw` prints.");
        }
    }

    private static void TakeIn(JsonObject node, string field, string dataField, string folder)
    {
        if (Text(node, field) is not { } path) return;
        // As in client-go, the inline value wins.
        if (Text(node, dataField) is null) node[dataField] = Convert.ToBase64String(ReadFile(field, folder, path));
        node.Remove(field);
    }

    private static byte[] ReadFile(string field, string folder, string path)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFault.BadInput($"--kubeconfig: {field} '{path}' cannot be read: correct the path or its permissions.");
        }
    }

    private static JsonObject? Body(JsonObject root, string list, string name, string field) =>
        (root[list] as JsonArray)?.OfType<JsonObject>().FirstOrDefault(item => Text(item, "name") == name)?[field] as JsonObject;

    private static IEnumerable<string> Names(JsonObject root, string list) =>
        (root[list] as JsonArray)?.OfType<JsonObject>().Select(item => Text(item, "name")).OfType<string>() ?? [];

    private static JsonArray Only(string field, string name, JsonObject body) => [new JsonObject { ["name"] = name, [field] = body.DeepClone() }];

    private static string? Text(JsonObject node, string field) =>
        node[field] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text : null;
}
