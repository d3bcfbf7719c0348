using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Cli.Output;

using var ending = new Ending();
PipedOutput.Use();
// The library's own handling of signals fails on the second one.
return await QuayfleetCommand.RunAsync(args, new InvocationConfiguration { ProcessTerminationTimeout = null }, ending.Token);
