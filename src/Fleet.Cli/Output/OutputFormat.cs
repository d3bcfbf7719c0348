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

/// <summary>How a list is printed.</summary>
/// <param name="Columns">The user's own; null for those of the format.</param>
internal sealed record ListFormat(OutputFormat Format, CustomColumns? Columns)
{
    public static ListFormat Table { get; } = new(OutputFormat.Table, null);

    /// <summary>Whether people read it.</summary>
    public bool IsTable => Columns is null && Format is OutputFormat.Table or OutputFormat.Wide;
}

/// <summary>The option <c>-o</c>.</summary>
internal static class OutputOption
{
    private static readonly string[] Words = ["wide", "json", "yaml", "name"];

    /// <summary>For lists, which may have columns of the user's choice; null when it is not given.</summary>
    public static Option<ListFormat?> CreateForLists()
    {
        var option = new Option<ListFormat?>("--output", "-o")
        {
            Description = "wide, json, yaml, name or custom-columns=NAME:.path,…; a table by default.",
            HelpName = "FORMAT",
            CustomParser = result =>
            {
                if (result.Tokens is not [{ Value: var value }]) return ListFormat.Table;
                if (TryRead(value) is { } format) return new ListFormat(format, null);
                var problem = (string?)$"'{value}' is not known: use wide, json, yaml, name or {CustomColumns.Prefix}NAME:.path,….";
                if (value.StartsWith(CustomColumns.Prefix, StringComparison.Ordinal) && CustomColumns.TryParse(value[CustomColumns.Prefix.Length..], out problem) is { } columns)
                    return new ListFormat(OutputFormat.Table, columns);
                result.AddError($"--output {problem}");
                return ListFormat.Table;
            },
        };
        option.CompletionSources.Add([.. Words, CustomColumns.Prefix]);
        return option;
    }

    public static Option<OutputFormat> Create()
    {
        var option = new Option<OutputFormat>("--output", "-o")
        {
            Description = "wide, json, yaml or name; a table by default.",
            HelpName = "FORMAT",
            CustomParser = result =>
            {
                if (result.Tokens is not [{ Value: var value }]) return OutputFormat.Table;
                if (TryRead(value) is { } format) return format;
                result.AddError($"--output '{value}' is not known: use wide, json, yaml or name.");
                return OutputFormat.Table;
            },
        };
        option.CompletionSources.Add(Words);
        return option;
    }

    private static OutputFormat? TryRead(string value) => value switch
    {
        "wide" => OutputFormat.Wide,
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        "name" => OutputFormat.Name,
        "table" => OutputFormat.Table,
        _ => null,
    };
}
