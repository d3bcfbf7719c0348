using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Commands.Render;

/// <summary>A field of an input file that knows where it stands, so that a fault can name it.</summary>
internal readonly record struct InputField(string Path, JsonNode? Node)
{
    /// <summary>The first document of a file.</summary>
    /// <exception cref="InputException">The file cannot be read or is no mapping.</exception>
    public static InputField Read(FileInfo file)
    {
        try
        {
            var root = new InputField(file.Name, YamlReader.Read(File.ReadAllText(file.FullName), YamlRules.Manifest));
            return root.Node is JsonObject ? root : throw root.Fault("write a mapping, as kubectl prints it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{file}: {e.Message.ReplaceLineEndings(" ")} Name a file that can be read.");
        }
        catch (YamlFormatException e)
        {
            throw new InputException($"{file}: {e.Message.ReplaceLineEndings(" ")}. Write valid YAML.");
        }
    }

    public InputField this[string name] => Node switch
    {
        null => new InputField($"{Path}: {name}", null),
        JsonObject map => new InputField(Path.Contains(": ", StringComparison.Ordinal) ? $"{Path}.{name}" : $"{Path}: {name}", map[name]),
        _ => throw Fault("write a mapping"),
    };

    /// <summary>The member of that name however its words are joined: <c>postgresPrevious</c>, <c>postgres_previous</c>.</summary>
    public InputField Named(string name)
    {
        var key = (Node as JsonObject)?.Select(member => member.Key)
            .FirstOrDefault(key => string.Equals(key.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal), name, StringComparison.OrdinalIgnoreCase));
        return this[key ?? name];
    }

    public bool IsPresent => Node is not null;

    public string? Text => Node switch
    {
        null => null,
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        JsonValue => throw Fault("put it in quotes, since it is text"),
        _ => throw Fault("write a text"),
    };

    public string RequiredText => Text is { Length: > 0 } text ? text : throw Fault("write a text there");

    public bool? Boolean => Node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<bool>(out var boolean) => boolean,
        _ => throw Fault("write true or false"),
    };

    public long? Integer => Node switch
    {
        null => null,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        _ => throw Fault("write a whole number"),
    };

    public IEnumerable<(string Name, InputField Value)> Members
    {
        get
        {
            if (Node is null) return [];
            if (Node is not JsonObject map) throw Fault("write a mapping");
            var self = this;
            return map.Select(member => (member.Key, self[member.Key])).ToList();
        }
    }

    public IEnumerable<InputField> Items
    {
        get
        {
            if (Node is null) return [];
            if (Node is not JsonArray list) throw Fault("write a list");
            var path = Path;
            return list.Select((item, i) => new InputField(string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), item)).ToList();
        }
    }

    public InputException Fault(string remedy) => new($"{Path}: {Shown} will not do: {remedy}.");

    private string Shown => Node switch
    {
        null => "nothing",
        JsonValue value => $"'{value}'",
        JsonArray => "a list",
        _ => "a mapping",
    };
}
