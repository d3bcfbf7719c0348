using System.CommandLine;
using Fleet.Silo.Hosting;

// Longer than the host's own time to end: System.CommandLine's two seconds would cut off a silo that is leaving its cluster.
var configuration = new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(10) };
return await ServerCommand.Create(Server.RunAsync).Parse(args).InvokeAsync(configuration);
