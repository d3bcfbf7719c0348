using System.CommandLine;
using System.CommandLine.Invocation;
using Fleet.Cli.Commands.Render;

namespace Fleet.Cli.Commands;

/// <summary>The command <c>quayfleet</c>: one class per verb below it.</summary>
internal static class QuayfleetCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, Console.Out, Console.Error);

    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Root().Parse(args);
        if (parsed.Action is ParseErrorAction fault) fault.ShowHelp = false;
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return parsed.Action is ParseErrorAction ? ExitCode.BadInput : code;
    }

    private static RootCommand Root() => new("Manages the Quay registries of a fleet of clusters.")
    {
        RenderCommand.Create(),
    };
}
