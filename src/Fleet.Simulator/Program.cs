using Fleet.Simulator;

try
{
    return await SimulatorCommand.RunAsync(args);
}
catch (FormatException wrong)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 2;
}
