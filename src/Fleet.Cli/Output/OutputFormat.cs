using System.CommandLine;

namespace Fleet.Cli.Output;

/// <summary>How objects are printed.</summary>
internal enum OutputFormat
{
    Table,
    Wide,
    Json,
    Yaml,
    Name,
}

/// <summary>The option <c>-o</c>.</summary>
internal static class OutputOption
{
    public static Option<OutputFormat> Create() => new("--output", "-o")
    {
        Description = "wide, json, yaml or name; a table by default.",
        HelpName = "FORMAT",
        CustomParser = result => result.Tokens is [{ Value: var value }]
            ? value switch
            {
                "wide" => OutputFormat.Wide,
                "json" => OutputFormat.Json,
                "yaml" => OutputFormat.Yaml,
                "name" => OutputFormat.Name,
                "table" => OutputFormat.Table,
                _ => Refuse(result, value),
            }
            : OutputFormat.Table,
        DefaultValueFactory = _ => OutputFormat.Table,
    };

    private static OutputFormat Refuse(System.CommandLine.Parsing.ArgumentResult result, string value)
    {
        result.AddError($"--output '{value}' is not known: use wide, json, yaml or name.");
        return OutputFormat.Table;
    }
}
