using System.Diagnostics;

namespace Fleet.Testing;

/// <summary>Runs the scripts that start and stop a service.</summary>
internal static class ServiceScript
{
    /// <summary>Its output.</summary>
    /// <param name="service">The folder under <c>scripts</c>.</param>
    public static async Task<string> RunAsync(string service, string script, params string[] arguments)
    {
        var path = Path.Combine(Repository.Root, "scripts", service, script);
        // Standard output to a file: the server would inherit a pipe and keep it open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "-", output, path, .. arguments]);
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            var said = await File.ReadAllTextAsync(output);
            return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{service}/{script} failed ({process.ExitCode}): {said}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
