using System.CommandLine;
using Fleet.Bench.FirstLight;
using Fleet.Bench.Health;
using Fleet.Bench.Idle;

return await new RootCommand("Measures the server against one real API server on this machine. See docs/bench.md.")
{
    FirstLightCommand.Build(),
    IdleCommand.Build(),
    HealthCommand.Build(),
}.Parse(args).InvokeAsync();
