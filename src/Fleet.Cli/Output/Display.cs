using Spectre.Console;

namespace Fleet.Cli.Output;

/// <summary>Shows the newest of something: in its place on a terminal, below what came before anywhere else.</summary>
internal static class Display
{
    /// <param name="write">Writes one of them.</param>
    /// <param name="isLast">Whether nothing is to follow it.</param>
    public static async Task FollowAsync<T>(TextWriter output, bool inPlace, IAsyncEnumerable<T> items, Action<TextWriter, T> write, Func<T, bool> isLast)
    {
        if (!inPlace || Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out))
        {
            await foreach (var item in items)
            {
                write(output, item);
                if (isLast(item)) return;
            }
            return;
        }
        await AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(async display =>
        {
            await foreach (var item in items)
            {
                using var text = new StringWriter();
                write(text, item);
                display.UpdateTarget(new Text(Cut(text.ToString(), AnsiConsole.Profile.Width)));
                display.Refresh();
                if (isLast(item)) return;
            }
        });
    }

    // Lines that wrap would jump about. The last column stays free: terminals differ in what they do after it.
    private static string Cut(string text, int width) => string.Join('\n', text.TrimEnd().Split('\n').Select(line => line.Length < width ? line : line[..Math.Max(0, width - 2)] + "…"));
}
