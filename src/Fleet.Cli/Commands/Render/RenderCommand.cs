using System.CommandLine;
using System.Security.Cryptography;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Cli.Commands.Render;

/// <summary><c>quayfleet render</c>: prints what a registry consists of, without a cluster.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var registry = FileOption("--registry", "The QuayRegistry, as YAML or JSON.");
        var bundle = FileOption("--bundle", "The Secret with its configuration, as YAML or JSON.");
        var facts = FileOption("--facts", "What discovery would find: release, cluster, storage, stored keys.");
        var command = new Command("render", "Print the objects of a registry, as the fleet would apply them.") { registry, bundle, facts };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(registry), parsed.GetRequiredValue(bundle), parsed.GetRequiredValue(facts),
            parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return command;
    }

    private static Option<FileInfo> FileOption(string name, string description) =>
        new(name) { Description = description, Required = true, HelpName = "FILE" };

    private static int Run(FileInfo registryFile, FileInfo bundleFile, FileInfo factsFile, TextWriter output, TextWriter error)
    {
        try
        {
            var registry = RegistryFile.Read(registryFile);
            var bundle = BundleFile.Read(bundleFile);
            var facts = FactsFile.Read(factsFile);
            return Render(registry, bundle, facts, output, error);
        }
        catch (InputException e)
        {
            error.WriteLine(e.Message);
            return ExitCode.BadInput;
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
