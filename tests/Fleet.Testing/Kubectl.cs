using System.Diagnostics;

namespace Fleet.Testing;

/// <summary>Runs <c>kubectl</c>, or a script that does, against one cluster. Failures throw.</summary>
public sealed class Kubectl(string kubeconfig)
{
    public Task<string> RunAsync(params string[] arguments) => StartAsync("kubectl", arguments);

    /// <param name="path">Relative to the checkout.</param>
    public Task<string> ScriptAsync(string path, params string[] arguments) => StartAsync(Path.Combine(Repository.Root, path), arguments);

    private async Task<string> StartAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed ({process.ExitCode}): {await errors}");
        return await output;
    }
}
