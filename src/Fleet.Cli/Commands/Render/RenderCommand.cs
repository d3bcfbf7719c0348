using System.CommandLine;
using System.Security.Cryptography;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Commands.Render;

/// <summary><c>quayfleet render</c>: prints what a registry consists of, from facts in a file or of a cluster of the fleet.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var registry = FileOption("--registry", "The QuayRegistry, as YAML or JSON.", required: true);
        var bundle = FileOption("--bundle", "The Secret with its configuration, as YAML or JSON.", required: true);
        var facts = FileOption("--facts", "What discovery would find: release, cluster, storage, stored keys. Needs no server.", required: false);
        var cluster = new Option<string?>("--cluster") { Description = "Instead of --facts: a cluster of the fleet, for what it serves and its apps domain.", HelpName = "NAME" };
        var command = new Command("render", "Print the objects of a registry, as the fleet would apply them.") { registry, bundle, facts, cluster };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, parsed.GetRequiredValue(registry), parsed.GetRequiredValue(bundle), parsed.GetValue(facts), parsed.GetValue(cluster), cancellationToken));
        return command;
    }

    private static Option<FileInfo> FileOption(string name, string description, bool required) =>
        new(name) { Description = description, Required = required, HelpName = "FILE" };

    private static async Task<int> RunAsync(
        ParseResult parsed, FileInfo registryFile, FileInfo bundleFile, FileInfo? factsFile, string? cluster, CancellationToken cancellationToken)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            var registry = RegistryFile.Read(registryFile);
            var bundle = BundleFile.Read(bundleFile);
            var facts = (factsFile, cluster) switch
            {
                ({ } file, null) => FactsFile.Read(file),
                (null, { } name) => await LiveFacts.ReadAsync(parsed, name, registry, error, cancellationToken),
                _ => throw new InputException("--facts or --cluster: give one of the two, a file with the facts or a cluster of the fleet."),
            };
            return Render(registry, bundle, facts, output, error);
        }
        catch (InputException e)
        {
            await error.WriteLineAsync(e.Message);
            return ExitCode.BadInput;
        }
        catch (CommandFault fault)
        {
            await error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
    }

    private static int Render(QuayRegistry registry, ConfigBundle bundle, RenderFacts facts, TextWriter output, TextWriter error)
    {
        var minor = facts.Release.Minor;
        var completed = Autofill.Complete(registry.Components, minor, facts.Cluster.Features, TlsPair.In(bundle, minor) is not null);
        if (completed is AutofillOutcome.Refused(var refusals)) return Refuse(refusals, error);
        var components = ((AutofillOutcome.Completed)completed).Components;

        var entropy = new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), TimeProvider.System.GetUtcNow());
        switch (Renderer.Render(registry, components, bundle, facts, entropy))
        {
            case RenderOutcome.Rendered rendered:
                // A preview shows the objects all the same; only a pass over a live registry stops here.
                foreach (var refusal in OverrideValidation.Check(components, minor).Concat(BundleValidation.Check(bundle, components, minor)))
                    error.WriteLine($"warning: would not be applied, {refusal.Reason}: {refusal.Message}");
                output.Write(YamlWriter.Write(rendered.Objects.Select(item => item.Body)));
                return ExitCode.Done;
            case RenderOutcome.Refused(var refusal):
                return Refuse([refusal], error);
            default:
                throw new InvalidOperationException("an outcome is either rendered or refused");
        }
    }

    private static int Refuse(IEnumerable<Refusal> refusals, TextWriter error)
    {
        foreach (var refusal in refusals) error.WriteLine($"{refusal.Reason}: {refusal.Message}");
        return ExitCode.Failed;
    }
}
