using YamlDotNet.RepresentationModel;

namespace Fleet.Kubernetes.Connections;

/// <summary>A mapping of the kubeconfig together with its place in it, so that problems can name their field.</summary>
internal sealed class KubeconfigNode(YamlMappingNode mapping, string path, List<string> problems)
{
    public void Problem(string field, string text) => problems.Add($"{path}.{field} {text}");

    public string? Text(string field)
    {
        switch (Child(field))
        {
            case null:
                return null;
            case YamlScalarNode { Value: { } value } scalar:
                var plainNull = scalar.Style == YamlDotNet.Core.ScalarStyle.Plain && value is "null" or "~" or "";
                return plainNull ? null : value;
            default:
                Problem(field, "is no text; correct it.");
                return null;
        }
    }

    public bool Flag(string field)
    {
        var text = Text(field);
        if (text is null or "false") return false;
        if (text == "true") return true;
        Problem(field, $"'{text}' is neither true nor false; write one of them.");
        return false;
    }

    public KubeconfigNode? Mapping(string field)
    {
        switch (Child(field))
        {
            case null or YamlScalarNode { Value: null or "" or "null" or "~" }:
                return null;
            case YamlMappingNode child:
                return new KubeconfigNode(child, $"{path}.{field}", problems);
            default:
                Problem(field, "is no mapping; correct it.");
                return null;
        }
    }

    public IEnumerable<YamlNode> Items(string field)
    {
        switch (Child(field))
        {
            case null or YamlScalarNode { Value: null or "" or "null" or "~" }:
                return [];
            case YamlSequenceNode sequence:
                return sequence.Children;
            default:
                Problem(field, "is no list; correct it.");
                return [];
        }
    }

    public KubeconfigNode Item(YamlMappingNode item, string field, string key) => new(item, $"{path}.{field}[{key}]", problems);

    /// <summary>The body of the entry called <paramref name="name"/> in a list of <c>{name, body}</c>; null, with a problem, when absent.</summary>
    public KubeconfigNode? Named(string list, string body, string name)
    {
        var names = new List<string>();
        foreach (var item in Items(list).OfType<YamlMappingNode>())
        {
            var entry = new KubeconfigNode(item, $"{list}[{name}]", problems);
            if (entry.Child("name") is not YamlScalarNode { Value: { } found }) continue;
            if (found == name) return entry.Mapping(body) ?? new KubeconfigNode([], $"{list}[{name}].{body}", problems);
            names.Add(found);
        }
        problems.Add($"{list}: there is no '{name}'; " + (names.Count == 0 ? "the list is empty." : $"there are {string.Join(", ", names)}."));
        return null;
    }

    private YamlNode? Child(string field) => mapping.Children.TryGetValue(new YamlScalarNode(field), out var child) ? child : null;
}
