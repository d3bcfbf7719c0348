using System.Diagnostics;
using Xunit;

namespace Fleet.Testing;

/// <summary>A PostgreSQL server of its own, started by <c>scripts/postgres</c>; it ends with this process, however that ends.</summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("quay-fleet-postgres-").FullName;

    /// <summary>A superuser's connection, with password, to no database in particular.</summary>
    public string Connection { get; private set; } = "";

    public async ValueTask InitializeAsync() => await StartAsync();

    /// <summary>Starts it, again after <see cref="StopAsync"/> on the same port with the same data.</summary>
    public async Task StartAsync() =>
        Connection = (await RunAsync("up.sh", _folder, "--no-fsync", "--owner", Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)))
            .TrimEnd().Split('\n')[^1];

    /// <summary>Ends its connections and itself; the data stays.</summary>
    public Task StopAsync() => RunAsync("down.sh", _folder, "--keep");

    public async ValueTask DisposeAsync()
    {
        await RunAsync("down.sh", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var path = Path.Combine(Repository.Root, "scripts", "postgres", script);
        // Standard output to a file: the server would inherit a pipe and keep it open.
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash", ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "-", output, path, .. arguments]);
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync();
            var said = await File.ReadAllTextAsync(output);
            return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{script} failed ({process.ExitCode}): {said}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
