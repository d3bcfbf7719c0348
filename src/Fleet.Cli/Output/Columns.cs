using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>Tables as kubectl prints them. Lines never wrap, so that a line stays an object for grep and awk, and end where their text does.</summary>
internal static class Columns
{
    public static void Write(TextWriter output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        using var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new Unwrapped(text) });
        var table = new Table().NoBorder();
        foreach (var name in header) table.AddColumn(new TableColumn(new Text(name)).NoWrap().PadLeft(0).PadRight(3));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
        foreach (var line in text.ToString().AsSpan().TrimEnd().EnumerateLines()) output.WriteLine(line.TrimEnd());
    }

    private sealed class Unwrapped(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer { get; } = writer;
        public bool IsTerminal => false;
        public int Width => 4096;
        public int Height => 25;

        public void SetEncoding(System.Text.Encoding encoding)
        {
            // The writer's own.
        }
    }
}
