using Fleet.Silo.Hosting;

return await ServerCommand.Create(Server.RunAsync).Parse(args).InvokeAsync();
