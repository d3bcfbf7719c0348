using System.CommandLine;
using System.CommandLine.Invocation;
using Fleet.Cli.Commands.Render;

namespace Fleet.Cli.Commands;

/// <summary>The command <c>quayfleet</c>: one class per verb below it.</summary>
internal static class QuayfleetCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        var code = await parsed.InvokeAsync();
        return parsed.Action is ParseErrorAction ? ExitCode.BadInput : code;
    }

    private static RootCommand Root() => new("Manages the Quay registries of a fleet of clusters.")
    {
        RenderCommand.Create(),
    };
}
