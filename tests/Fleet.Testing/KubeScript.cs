using System.Diagnostics;

namespace Fleet.Testing;

/// <summary>Runs the scripts in <c>scripts/kube</c>.</summary>
internal static class KubeScript
{
    public static async Task RunAsync(string script, IReadOnlyList<string> arguments)
    {
        var path = Path.Combine(Repository.Root, "scripts", "kube", script);
        var start = new ProcessStartInfo("bash", [path, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        // No skipping: what needs a real API server is not tested without one.
        if (process.ExitCode != 0) throw new InvalidOperationException($"{script} failed ({process.ExitCode}): {await errors}{await output}");
    }
}
