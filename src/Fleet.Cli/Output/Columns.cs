using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>Tables as kubectl prints them. Lines never wrap, so that a line stays an object for grep and awk.</summary>
internal static class Columns
{
    public static void Write(TextWriter output, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new Unwrapped(output) });
        var table = new Table().NoBorder();
        foreach (var name in header) table.AddColumn(new TableColumn(new Text(name)).NoWrap().PadLeft(0).PadRight(3));
        foreach (var row in rows) table.AddRow(row.Select(cell => new Text(cell)));
        console.Write(table);
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
