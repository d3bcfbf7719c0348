using Fleet.Api.V1;

namespace Fleet.Cli.Commands.Clusters;

/// <summary><c>quayfleet cluster add --from-folder</c>: a cluster for each kubeconfig of a folder, named as its file.</summary>
internal static class AddFolder
{
    private const int AtOnce = 8;

    private static readonly string[] Endings = [".yaml", ".yml", ".kubeconfig", ".conf", ".config"];

    /// <param name="body">What to ask for, of a name and the text of a kubeconfig.</param>
    /// <returns>0 when all were added, 1 when some were not; they are named last.</returns>
    public static async Task<int> RunAsync(VerbContext context, DirectoryInfo folder, Func<string, string, AddCluster> body, CancellationToken cancellationToken)
    {
        var files = Files(folder);
        var (done, failed) = (0, new List<string>());
        using var one = new SemaphoreSlim(1);
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (entry, cancellation) =>
        {
            var fault = await AddAsync(context, entry.Name, entry.File, body, cancellation);
            // Lines of two clusters must not run into each other.
            await one.WaitAsync(cancellation);
            try
            {
                if (fault is not null) failed.Add(entry.Name);
                var progress = $"[{++done}/{files.Count}]";
                await (fault is null ? context.Output : context.Error).WriteLineAsync(fault is null ? $"{progress} cluster/{entry.Name} added" : $"{progress} cluster/{entry.Name} not added: {fault}");
            }
            finally
            {
                one.Release();
            }
        });
        if (failed.Count == 0) return ExitCode.Done;
        await context.Error.WriteLineAsync($"{failed.Count} of {files.Count} were not added: {string.Join(", ", failed.Order(StringComparer.Ordinal))}. Put them right and run it again: those that are there are left alone.");
        return ExitCode.Failed;
    }

    private static async Task<string?> AddAsync(VerbContext context, string name, FileInfo file, Func<string, string, AddCluster> body, CancellationToken cancellationToken)
    {
        try
        {
            await context.Client.PostAsync<Cluster>("clusters", body(name, Kubeconfig.Inline(file, null)), cancellationToken);
            return null;
        }
        // What concerns all of them ends all of them.
        catch (CommandFault fault) when (fault.ExitCode is not (ExitCode.Unreachable or ExitCode.Denied))
        {
            return fault.Message.ReplaceLineEndings(" ");
        }
    }

    private static List<(string Name, FileInfo File)> Files(DirectoryInfo folder)
    {
        try
        {
            var files = folder.GetFiles().Where(file => !file.Name.StartsWith('.')).OrderBy(file => file.Name, StringComparer.Ordinal).Select(file => (NameOf(file), file)).ToList();
            if (files.Count == 0) throw CommandFault.BadInput($"--from-folder '{folder}' has no files: put a kubeconfig for each cluster there, named as the cluster is to be.");
            return files.GroupBy(entry => entry.Item1).FirstOrDefault(same => same.Count() > 1) is { } twice
                ? throw CommandFault.BadInput($"--from-folder '{folder}' has {string.Join(" and ", twice.Select(entry => entry.file.Name))}, which name one cluster: remove one of them.")
                : files;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandFault.BadInput($"--from-folder '{folder}' cannot be read: name a folder with a kubeconfig for each cluster.");
        }
    }

    private static string NameOf(FileInfo file) =>
        Endings.FirstOrDefault(ending => file.Name.EndsWith(ending, StringComparison.OrdinalIgnoreCase)) is { } ending ? file.Name[..^ending.Length] : file.Name;
}
