using Fleet.Cli.Commands;

return await QuayfleetCommand.RunAsync(args);
