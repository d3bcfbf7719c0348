namespace Fleet.Domain.Quay.Yaml;

/// <summary>The text is no YAML that can be told in JSON. The message names the place and the reason.</summary>
public sealed class YamlFormatException : FormatException
{
    public YamlFormatException()
    {
    }

    public YamlFormatException(string message)
        : base(message)
    {
    }

    public YamlFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
