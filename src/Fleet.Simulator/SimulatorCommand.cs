using System.CommandLine;
using System.Globalization;

namespace Fleet.Simulator;

/// <summary>The command line of the simulator as a process of its own.</summary>
internal static class SimulatorCommand
{
    private static readonly Option<string> Clusters = new("--clusters") { Description = "clusters, and registries on each", DefaultValueFactory = _ => "3x20" };
    private static readonly Option<string> Urls = new("--urls") { Description = "where to listen; port 0 for that of last time, or any", DefaultValueFactory = _ => "https://127.0.0.1:0" };
    private static readonly Option<string?> Data = new("--data") { Description = "directory that keeps the clusters; without, they end with the process" };
    private static readonly Option<string?> Kubeconfigs = new("--kubeconfigs") { Description = "directory to write a kubeconfig for each cluster to" };
    private static readonly Option<string> Delay = new("--delay") { Description = "how long workloads take to become ready, such as 2s or 500ms", DefaultValueFactory = _ => "2s" };
    private static readonly Option<string> Version = new("--version") { Description = "what the registries run", DefaultValueFactory = _ => "3.7.10" };
    private static readonly Option<string> Churn = new("--churn") { Description = "share of registries whose health changes each second, such as 1%", DefaultValueFactory = _ => "0%" };
    private static readonly Option<bool> Well = new("--well") { Description = "no registry has troubles" };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Simulated clusters with running Quay registries, speaking the Kubernetes API.");
        // Without System.CommandLine's own --version, which would hide ours.
        foreach (var own in command.Options.Where(option => option.Name == "--version").ToList()) command.Options.Remove(own);
        foreach (var option in (Option[])[Clusters, Urls, Data, Kubeconfigs, Delay, Version, Churn, Well]) command.Options.Add(option);
        command.SetAction((parsed, cancellation) => SimulatorProcess.RunAsync(Read(parsed), parsed.GetValue(Kubeconfigs), cancellation));
        // Wrong options are told by who called, in one line and with exit code 2.
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static SimulatedFleetOptions Read(ParseResult parsed)
    {
        if (!Uri.TryCreate(parsed.GetValue(Urls), UriKind.Absolute, out var url) || url is not { Scheme: "https", IsLoopback: true })
            throw new FormatException($"'{parsed.GetValue(Urls)}' is no https address on loopback, the only place where simulated clusters are served");
        if (!FleetSize.TryParse(parsed.GetValue(Clusters)!, out var size)) throw new FormatException($"--clusters '{parsed.GetValue(Clusters)}' cannot be read: give {FleetSize.Form}");
        return new SimulatedFleetOptions(size.Clusters, size.Registries)
        {
            Port = url.Port,
            Data = parsed.GetValue(Data),
            Delay = Duration(parsed.GetValue(Delay)!),
            Version = parsed.GetValue(Version)!,
            Churn = Share(parsed.GetValue(Churn)!),
            Trouble = !parsed.GetValue(Well),
        };
    }

    private static TimeSpan Duration(string text) =>
        WorkloadDelay.TryParse(text, out var delay) ? delay : throw new FormatException($"--delay '{text}' cannot be read: give {WorkloadDelay.Form}");

    private static double Share(string text) =>
        text.EndsWith('%') && double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) && percent is >= 0 and <= 100
            ? percent / 100
            : throw new FormatException($"'{text}' is no share such as 1%");
}
