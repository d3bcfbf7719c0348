using System.CommandLine;
using System.Globalization;
using Fleet.Domain.Releases;

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
    private static readonly Option<bool> OnInput = new("--churn-on-input") { Description = "churn begins when a line comes in on standard input" };
    private static readonly Option<bool> Well = new("--well") { Description = "no registry has troubles" };

    public static Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Simulated clusters with running Quay registries, speaking the Kubernetes API.");
        // Without System.CommandLine's own --version, which would hide ours.
        foreach (var own in command.Options.Where(option => option.Name == "--version").ToList()) command.Options.Remove(own);
        foreach (var option in (Option[])[Clusters, Urls, Data, Kubeconfigs, Delay, Version, Churn, OnInput, Well]) command.Options.Add(option);
        command.SetAction((parsed, cancellation) => SimulatorProcess.RunAsync(Read(parsed), Directory(Kubeconfigs, parsed), cancellation));
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0) throw new FormatException($"{parsed.Errors[0].Message} See --help.");
        // Wrong options are told by who called, in one line and with exit code 2.
        return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static SimulatedFleetOptions Read(ParseResult parsed)
    {
        if (!Uri.TryCreate(parsed.GetValue(Urls), UriKind.Absolute, out var url) || url is not { Scheme: "https", IsLoopback: true, AbsolutePath: "/" })
            throw Wrong(Urls, parsed, "https on loopback and a port, such as https://127.0.0.1:0");
        if (!FleetSize.TryParse(parsed.GetValue(Clusters)!, out var size)) throw Wrong(Clusters, parsed, FleetSize.Form);
        if (!WorkloadDelay.TryParse(parsed.GetValue(Delay)!, out var delay)) throw Wrong(Delay, parsed, WorkloadDelay.Form);
        if (!TryShare(parsed.GetValue(Churn)!, out var churn)) throw Wrong(Churn, parsed, "a share from 0% to 100%, such as 1% or 0.5%");
        var releases = ReleaseCatalog.BuiltIn.Releases.Where(release => release.IsRendered).Select(release => release.Version.ToString()).ToList();
        if (!releases.Contains(parsed.GetValue(Version)!)) throw Wrong(Version, parsed, $"a release such as {string.Join(" or ", releases.TakeLast(2))}");
        return new SimulatedFleetOptions(size.Clusters, size.Registries)
        {
            Port = url.Port,
            Data = Directory(Data, parsed),
            Delay = delay,
            Version = parsed.GetValue(Version)!,
            Churn = churn,
            ChurnBegins = parsed.GetValue(OnInput) ? Task.Run(Console.In.ReadLineAsync) : Task.CompletedTask,
            Trouble = !parsed.GetValue(Well),
        };
    }

    private static bool TryShare(string text, out double share)
    {
        var isOne = double.TryParse(text.TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) && text.Count(c => c == '%') == 1 && text.EndsWith('%');
        share /= 100;
        return isOne && share is >= 0 and <= 1;
    }

    /// <summary>Makes it when it is not there, so that a wrong one is told before anything begins.</summary>
    private static string? Directory(Option<string?> option, ParseResult parsed)
    {
        if (parsed.GetValue(option) is not { } path) return null;
        try
        {
            if (path.Length == 0) throw new IOException("the path is empty");
            System.IO.Directory.CreateDirectory(path);
            return path;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Wrong(option, parsed, "a directory that can be made and written to", refused.Message);
        }
    }

    private static FormatException Wrong(Option option, ParseResult parsed, string remedy, string problem = "it cannot be read") =>
        new($"{option.Name} '{(parsed.GetResult(option) is { Tokens: [var given, ..] } ? given.Value : null)}': {problem}. Give {remedy}.");
}
