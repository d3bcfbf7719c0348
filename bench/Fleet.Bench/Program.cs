using System.CommandLine;
using Fleet.Bench.Api;
using Fleet.Bench.Dashboard;
using Fleet.Bench.Failover;
using Fleet.Bench.FirstLight;
using Fleet.Bench.Health;
using Fleet.Bench.Idle;
using Fleet.Bench.Rollout;
using Fleet.Bench.Scale;

return await new RootCommand("Measures the server on this machine. See docs/bench.md.")
{
    FirstLightCommand.Build(),
    IdleCommand.Build(),
    HealthCommand.Build(),
    ScaleCommand.Build(),
    ApiCommand.Build(),
    DashboardCommand.Build(),
    FailoverCommand.Build(),
    RolloutCommand.Build(),
}.Parse(args).InvokeAsync();
