using Fleet.World;

return await WorldCommand.Build().Parse(args).InvokeAsync();
