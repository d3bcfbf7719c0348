using System.CommandLine;
using Fleet.Api.V1;
using Fleet.Domain.Clusters;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster label</c>, as <c>kubectl label</c> does it.</summary>
internal static class LabelVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var labels = new Argument<string[]>("LABEL") { Description = "K=V sets a label, K- removes it.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("label", "Set and remove labels of a cluster.") { name, labels };
        command.Runs(async (context, cancellationToken) =>
        {
            var body = new ChangeCluster(Labels: Read(context.Parsed.GetRequiredValue(labels)));
            var cluster = context.Parsed.GetRequiredValue(name);
            var changed = await context.Client.PatchAsync<ChangedCluster>($"clusters/{Uri.EscapeDataString(cluster)}", body, cancellationToken);
            await context.Output.WriteLineAsync($"cluster/{cluster} labelled: {string.Join(", ", changed.Cluster.Labels.Select(label => $"{label.Key}={label.Value}"))}");
            return ExitCode.Done;
        });
        return command;
    }

    private static Dictionary<string, string?> Read(string[] labels)
    {
        var read = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var (name, value) = label.Split('=', 2) is [var key, var text] ? (key, (string?)text)
                : label.EndsWith('-') ? (label[..^1], null)
                : throw CommandFault.BadInput($"'{label}' is no label: write K=V to set one, K- to remove it.");
            if (LabelRules.Problem(name, value ?? "") is { } problem) throw CommandFault.BadInput($"'{label}': {problem}");
            if (!read.TryAdd(name, value)) throw CommandFault.BadInput($"'{label}': the label {name} is named twice.");
        }
        return read;
    }
}
