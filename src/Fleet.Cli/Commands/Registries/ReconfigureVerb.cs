using System.CommandLine;
using System.Text.Json.Nodes;
using Fleet.Api.V1;
using Fleet.Cli.Commands.Render;

namespace Fleet.Cli.Commands.Registries;

/// <summary><c>quayfleet registry reconfigure</c>: what a config editor does, by file.</summary>
internal static class ReconfigureVerb
{
    public static Command Create()
    {
        var reference = RegistryArguments.Ref();
        var config = new Option<FileInfo>("--config") { Description = "The whole new config.yaml.", HelpName = "FILE", Required = true };
        var files = new Option<string[]>("--cert") { Description = "A file of the bundle, such as ssl.cert=tls.crt or extra_ca_certs/ca.crt=ca.crt; may be repeated.", HelpName = "NAME=FILE" };
        var command = new Command("reconfigure", "Give a registry a new configuration: makes a new bundle, and keeps the one there is to go back to.") { reference, config, files };
        command.Runs(async (context, cancellationToken) =>
        {
            var settings = InputField.Read(context.Parsed.GetRequiredValue(config)).Node as JsonObject
                ?? throw CommandFault.BadInput($"{context.Parsed.GetRequiredValue(config)}: a mapping of settings is expected.");
            var body = new ReconfigureRegistry(settings, Read(context.Parsed.GetValue(files) ?? []));
            RegistryChanges.Write(context.Output, await context.Client.PostAsync<RegistryChange>($"{context.Parsed.Read(reference).Path}/reconfigure", body, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<string, byte[]> Read(string[] files)
    {
        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            if (file.Split('=', 2) is not [{ Length: > 0 } name, { Length: > 0 } path]) throw CommandFault.BadInput($"--cert '{file}': write NAME=FILE.");
            try
            {
                read[name] = File.ReadAllBytes(path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CommandFault.BadInput($"--cert '{file}': {e.Message}");
            }
        }
        return read;
    }
}
