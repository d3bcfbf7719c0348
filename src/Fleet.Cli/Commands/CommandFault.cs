namespace Fleet.Cli.Commands;

/// <summary>A verb cannot do what it was asked to. The message is one line, or one for each line of a file that is at fault: what is
/// wrong, with which value, and the remedy.</summary>
/// <param name="exitCode">One of <see cref="Commands.ExitCode"/>.</param>
internal sealed class CommandFault(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandFault BadInput(string message) => new(Commands.ExitCode.BadInput, message);
}
