using System.CommandLine;

namespace Fleet.Cli.Commands.Clusters;

/// <summary>Arguments and options that several cluster verbs share.</summary>
internal static class ClusterArguments
{
    public static Argument<string> Name() => new("NAME") { Description = "The cluster's name in the fleet." };

    public static Option<FileInfo> KubeconfigFile() => new("--kubeconfig")
    {
        Description = "The kubeconfig; files it names are sent along.",
        HelpName = "FILE",
        Required = true,
    };

    public static Option<string?> Context() => new("--context")
    {
        Description = "Which context of the kubeconfig; its current one by default.",
        HelpName = "NAME",
    };
}
