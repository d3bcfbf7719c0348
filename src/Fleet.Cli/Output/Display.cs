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
        // What does not fit is cut off: lines that wrap would jump about.
        await AnsiConsole.Live(new Text("")).Overflow(VerticalOverflow.Ellipsis).StartAsync(async display =>
        {
            await foreach (var item in items)
            {
                using var text = new StringWriter();
                write(text, item);
                display.UpdateTarget(new Text(text.ToString().TrimEnd()).Overflow(Overflow.Ellipsis));
                display.Refresh();
                if (isLast(item)) return;
            }
        });
    }
}
