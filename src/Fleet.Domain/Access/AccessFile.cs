using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fleet.Domain.Access;

/// <summary>Reads the file that gives roles to values of a claim: YAML, of which JSON is a part. Every fault is told with its line.</summary>
public sealed class AccessFile
{
    private readonly ImmutableArray<AccessBinding>.Builder _bindings = ImmutableArray.CreateBuilder<AccessBinding>();
    private readonly ImmutableArray<string>.Builder _problems = ImmutableArray.CreateBuilder<string>();

    private AccessFile()
    {
    }

    /// <param name="problems">Each names line, field, value and remedy; empty when the file can be used.</param>
    public static ImmutableArray<AccessBinding> Read(string text, out ImmutableArray<string> problems)
    {
        var file = new AccessFile();
        try
        {
            file.ReadRoot(text);
        }
        catch (YamlException e)
        {
            file._problems.Add($"line {e.Start.Line}: this is no YAML: {e.Message.ReplaceLineEndings(" ")}");
        }
        problems = file._problems.ToImmutable();
        return file._bindings.ToImmutable();
    }

    private void ReadRoot(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        if (stream.Documents is not [{ RootNode: YamlMappingNode root }])
        {
            _problems.Add("line 1: write one document with the field bindings.");
            return;
        }
        Only(root, "bindings");
        if (Field(root, "bindings") is not YamlSequenceNode bindings)
        {
            Fault(root, "bindings", "is missing or no list: give a list of {claim, roles, clusters}.");
            return;
        }
        for (var i = 0; i < bindings.Children.Count; i++) ReadBinding(bindings.Children[i], $"bindings[{i}]");
    }

    private void ReadBinding(YamlNode node, string path)
    {
        if (node is not YamlMappingNode binding)
        {
            Fault(node, path, "is no {claim, roles, clusters}.");
            return;
        }
        Only(binding, "claim", "roles", "clusters", path + ".");
        var (before, claim) = (_problems.Count, Text(binding, "claim"));
        if (claim is null) Fault(binding, path + ".claim", "is missing: write the value that the role claim has, such as the name of a group.");
        var selector = ReadClusters(binding, path);
        var roles = ReadRoles(binding, path);
        if (_problems.Count == before) _bindings.Add(new AccessBinding(claim!, [.. roles.Select(role => new Grant(role, selector))]));
    }

    private ImmutableArray<Role> ReadRoles(YamlMappingNode binding, string path)
    {
        if (Field(binding, "roles") is not YamlSequenceNode { Children.Count: > 0 } names)
        {
            Fault(binding, path + ".roles", $"is missing or no list: name at least one of {Roles.Names}.");
            return [];
        }
        var roles = ImmutableArray.CreateBuilder<Role>();
        foreach (var name in names)
            if (Roles.TryParse((name as YamlScalarNode)?.Value, out var role)) roles.Add(role.Value);
            else Fault(name, path + ".roles", $"'{name}' is no role: use {Roles.Names}.");
        return roles.ToImmutable();
    }

    private LabelSelector ReadClusters(YamlMappingNode binding, string path)
    {
        if (Field(binding, "clusters") is not { } node) return LabelSelector.Everything;
        // An empty value may be a forgotten one, and would give the whole fleet.
        if (node is not YamlScalarNode { Value: { Length: > 0 } text })
            Fault(node, path + ".clusters", "is no label selector: write one such as ring=canary, or leave the field out for all clusters.");
        else if (LabelSelector.TryParse(text, out var selector, out var problem) && !selector.IsEverything) return selector;
        else Fault(node, path + ".clusters", problem ?? $"'{text}' selects nothing in particular: leave the field out for all clusters.");
        return LabelSelector.Everything;
    }

    private void Only(YamlMappingNode node, params ReadOnlySpan<string> fields)
    {
        var path = fields is [.., var last] && last.EndsWith('.') ? last : "";
        foreach (var key in node.Children.Keys)
            if (!fields.Contains((key as YamlScalarNode)?.Value))
                Fault(key, path + key, $"is not known here: use {string.Join(", ", fields[..^(path.Length > 0 ? 1 : 0)].ToArray())}.");
    }

    private void Fault(YamlNode at, string field, string message) => _problems.Add($"line {at.Start.Line}: {field}: {message}");

    private static YamlNode? Field(YamlMappingNode node, string name) => node.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value : null;

    private static string? Text(YamlMappingNode node, string name) => Field(node, name) is YamlScalarNode { Value: { Length: > 0 } text } ? text : null;
}
