namespace Fleet.Cli.Output;

/// <summary>Names and values, one a line.</summary>
internal static class Fields
{
    public static void Write(TextWriter output, params (string Name, string Value)[] fields)
    {
        var width = fields.Max(field => field.Name.Length) + 1;
        foreach (var (name, value) in fields) output.WriteLine($"{(name + ":").PadRight(width)}  {value}");
    }
}
