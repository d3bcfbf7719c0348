using System.CommandLine;
using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster policy</c>: how the registries of a cluster are treated.</summary>
internal static class PolicyVerb
{
    public static Command Create()
    {
        var name = ClusterArguments.Name();
        var images = new Option<string[]>("--image") { Description = "An image in place of the release's own; may be repeated.", HelpName = "COMPONENT=IMAGE" };
        var keepSpec = new Option<bool>("--keep-spec") { Description = "Do not write defaults into spec of a QuayRegistry: a GitOps tool owns it." };
        var reconfigure = new Option<string?>("--reconfigure-url") { Description = "The fleet's address as pods of the cluster reach it: lets config editors change bundles.", HelpName = "URL" };
        var namespaces = new Option<string[]>("--namespace", "-n") { Description = "Look only at this namespace; may be repeated. Monitoring is unmanaged then.", HelpName = "NAMESPACE" };
        var fips = new Option<bool>("--fips") { Description = "Tell Quay to use FIPS-approved algorithms only." };
        var selector = new Option<string?>("--node-selector") { Description = "Where pods of registries' namespaces go.", HelpName = "NAME=VALUE" };
        var tolerations = new Option<string[]>("--toleration") { Description = "A taint that these pods tolerate; may be repeated.", HelpName = "KEY[=VALUE]:EFFECT" };
        var httpProxy = new Option<string?>("--http-proxy") { Description = "What Quay, its mirror and Clair call others through, from 3.7.", HelpName = "URL" };
        var httpsProxy = new Option<string?>("--https-proxy") { Description = "The same for HTTPS.", HelpName = "URL" };
        var noProxy = new Option<string?>("--no-proxy") { Description = "Whom they call directly, with commas between.", HelpName = "HOSTS" };
        var command = new Command("policy", "Say how the registries of a cluster are treated; what is left out is as it is by default.") { name, images, keepSpec, reconfigure, namespaces, fips, selector, tolerations, httpProxy, httpsProxy, noProxy };
        command.Runs(async (context, cancellationToken) =>
        {
            var policy = new ClusterPolicy(
                Images(context.Parsed.GetValue(images) ?? []),
                context.Parsed.GetValue(keepSpec),
                context.Parsed.GetValue(reconfigure),
                context.Parsed.GetValue(namespaces) ?? [],
                context.Parsed.GetValue(fips),
                context.Parsed.GetValue(selector),
                context.Parsed.GetValue(tolerations) ?? [],
                context.Parsed.GetValue(httpProxy),
                context.Parsed.GetValue(httpsProxy),
                context.Parsed.GetValue(noProxy));
            ChangeVerbs.Show(context, await context.Client.PutAsync<Cluster>($"clusters/{Uri.EscapeDataString(context.Parsed.GetRequiredValue(name))}/policy", policy, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The options that say a policy; "-" for one that says nothing.</summary>
    public static string Options(ClusterPolicy? policy)
    {
        if (policy is null) return "-";
        IEnumerable<string> options =
        [
            .. (policy.Images ?? new Dictionary<string, string>()).Select(image => $"--image {image.Key}={image.Value}"),
            .. policy.KeepSpec ? ["--keep-spec"] : Array.Empty<string>(),
            .. policy.ReconfigureUrl is { } url ? [$"--reconfigure-url {url}"] : Array.Empty<string>(),
            .. (policy.Namespaces ?? []).Select(name => $"--namespace {name}"),
            .. policy.Fips ? ["--fips"] : Array.Empty<string>(),
            .. policy.NodeSelector is { } selector ? [$"--node-selector {selector}"] : Array.Empty<string>(),
            .. (policy.Tolerations ?? []).Select(toleration => $"--toleration {toleration}"),
            .. policy.HttpProxy is { } http ? [$"--http-proxy {http}"] : Array.Empty<string>(),
            .. policy.HttpsProxy is { } https ? [$"--https-proxy {https}"] : Array.Empty<string>(),
            .. policy.NoProxy is { } none ? [$"--no-proxy {none}"] : Array.Empty<string>(),
        ];
        return string.Join(' ', options) is { Length: > 0 } text ? text : "-";
    }

    private static Dictionary<string, string> Images(string[] entries)
    {
        var images = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Split('=', 2) is not [var component, var image]) throw CommandFault.BadInput($"--image '{entry}': write COMPONENT=IMAGE.");
            if (!images.TryAdd(component, image)) throw CommandFault.BadInput($"--image '{entry}': {component} is given twice.");
        }
        return images;
    }
}
