using System.Diagnostics;
using System.Globalization;
using Fleet.Domain.Quay.Yaml;

namespace Fleet.Bench.Rendering;

/// <summary><c>kubectl kustomize</c> over manifests of the same size: what the Quay Operator renders with, in a process of its own.</summary>
internal static class Kustomize
{
    private const int Runs = 10;

    /// <summary>A line for people; says so when there is no kubectl.</summary>
    public static string Measure()
    {
        var folder = Directory.CreateTempSubdirectory("quay-fleet-kustomize-").FullName;
        try
        {
            var objects = FullRegistry.Render().Objects;
            var manifests = YamlWriter.Write(objects.Select(rendered => rendered.Body));
            File.WriteAllText(Path.Combine(folder, "objects.yaml"), manifests);
            File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), "resources: [objects.yaml]\nnamePrefix: bench-\n");
            var (empty, full) = (Quickest("version", "--client"), Quickest("kustomize", folder));
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{objects.Length} objects, {manifests.Length:N0} bytes of YAML. kubectl kustomize, quickest of {Runs}: {full.TotalMilliseconds:N0} ms; of these, kubectl's own start: {empty.TotalMilliseconds:N0} ms.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "There is no kubectl to compare with.";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static TimeSpan Quickest(params string[] arguments) => Enumerable.Range(0, Runs).Select(_ => Run(arguments)).Min();

    private static TimeSpan Run(string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("kubectl", arguments) { RedirectStandardOutput = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? Stopwatch.GetElapsedTime(began) : throw new InvalidOperationException($"kubectl {arguments[0]} failed");
    }
}
