using Fleet.Testing;
using YamlDotNet.RepresentationModel;

namespace Fleet.Deploy.Tests;

/// <summary>What <c>kubectl kustomize deploy/overlays/NAME</c> prints.</summary>
internal sealed class Overlay
{
    private Overlay(string text) => Objects = Read(text);

    public IReadOnlyList<YamlMappingNode> Objects { get; }

    /// <summary>The pod templates, with the object that makes pods of them.</summary>
    public IEnumerable<(YamlMappingNode Owner, YamlMappingNode Template)> Pods =>
        Objects.Where(o => o.Text("kind") is "Deployment" or "StatefulSet").Select(o => (o, (YamlMappingNode)o.At("spec", "template")!));

    public static async Task<Overlay> RenderAsync(Kubectl kubectl, string name)
    {
        var copy = Directory.CreateTempSubdirectory("quay-fleet-deploy-").FullName;
        try
        {
            foreach (var file in Directory.GetFiles(Path.Combine(Repository.Root, "deploy"), "*.yaml", SearchOption.AllDirectories))
            {
                var target = Path.Combine(copy, Path.GetRelativePath(Repository.Root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                await File.WriteAllTextAsync(target, await ForThisKubectlAsync(kubectl, await File.ReadAllTextAsync(file)));
            }
            return new Overlay(await kubectl.RunAsync("kustomize", Path.Combine(copy, "deploy/overlays", name)));
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public static IReadOnlyList<YamlMappingNode> Read(string text)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(text);
        stream.Load(reader);
        return [.. stream.Documents.Select(document => (YamlMappingNode)document.RootNode)];
    }

    public string Print(Func<YamlMappingNode, bool> which)
    {
        using var writer = new StringWriter();
        new YamlStream(Objects.Where(which).Select(o => new YamlDocument(o))).Save(writer, assignAnchors: false);
        return writer.ToString();
    }

    // Debian's kubectl, 1.20, has a kustomize that knows folders only by their older name.
    private static async Task<string> ForThisKubectlAsync(Kubectl kubectl, string text) =>
        (await kubectl.RunAsync("version", "--client", "-o", "json")).Contains("\"v1.20.", StringComparison.Ordinal)
            ? text.Replace("resources:\n  - ../../base\n", "bases:\n  - ../../base\nresources:\n", StringComparison.Ordinal)
            : text;
}

/// <summary>Reads YAML nodes by path.</summary>
internal static class YamlReading
{
    public static YamlNode? At(this YamlNode node, params string[] path)
    {
        foreach (var name in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(name), out var next)) return null;
            node = next;
        }
        return node;
    }

    public static string? Text(this YamlNode node, params string[] path) => (node.At(path) as YamlScalarNode)?.Value;

    public static IEnumerable<YamlNode> Items(this YamlNode node, params string[] path) => node.At(path) as YamlSequenceNode ?? Enumerable.Empty<YamlNode>();

    public static Dictionary<string, string> Map(this YamlNode node, params string[] path) =>
        node.At(path) is YamlMappingNode map ? map.Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => ((YamlScalarNode)pair.Value).Value!) : [];

    public static string Name(this YamlNode o) => $"{o.Text("kind")} {o.Text("metadata", "name")}";
}
