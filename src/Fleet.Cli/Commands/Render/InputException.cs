namespace Fleet.Cli.Commands.Render;

/// <summary>An input file cannot be used. The message is one line: file and field, what stands there, what to write instead.</summary>
internal sealed class InputException(string message) : Exception(message);
