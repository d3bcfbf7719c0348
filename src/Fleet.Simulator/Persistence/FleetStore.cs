using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fleet.Simulator.Http;
using Fleet.Simulator.Seeding;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Persistence;

/// <summary>What of a simulated fleet survives the process: everything when there is a file, nothing without.</summary>
internal sealed class FleetStore : IAsyncDisposable
{
    private readonly JournalFile? _file;

    private FleetStore(JournalFile? file) => _file = file;

    /// <param name="directory">Created when absent, readable for its owner only, since credentials are in it.</param>
    public static Task<FleetStore> OpenAsync(string? directory)
    {
        if (directory is null) return Task.FromResult(new FleetStore(null));
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
        else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return Task.FromResult(new FleetStore(JournalFile.Open(Path.Combine(directory, "clusters.db"))));
    }

    public IClusterJournal? JournalOf(string cluster, string marker) => _file is null ? null : new ClusterJournal(_file, cluster, marker);

    /// <summary>The image of the first start; later ones must ask for the same.</summary>
    public async Task<ClusterImage> ImageAsync(SimulatedFleetOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var asked = $"{options.Registries} registries on {options.Version}";
        if (await TextAsync("image-of") is { } seeded)
        {
            if (seeded != asked) throw new InvalidOperationException($"the clusters in {options.Data} were seeded with {seeded}, not {asked}: use another directory");
            return ImageText.Read((await _file!.GetAsync("image"))!, ImageBuilder.Marker);
        }
        var image = await ImageBuilder.BuildAsync(options.Registries, options.Version, time, cancellation);
        if (_file is null) return image;
        await _file.SetAsync("image", ImageText.Write(image, ImageBuilder.Marker));
        await SetTextAsync("image-of", asked);
        // Read back, so that the first start has exactly what later ones have.
        return await ImageAsync(options, time, cancellation);
    }

    public async Task<FleetIdentity> IdentityAsync()
    {
        if (_file is null) return new FleetIdentity(RandomNumberGenerator.GetBytes(32));
        if (await _file.GetAsync("secret") is { } known) return new FleetIdentity(known);
        var secret = RandomNumberGenerator.GetBytes(32);
        await _file.SetAsync("secret", secret);
        return new FleetIdentity(secret);
    }

    public async Task<SimulatorCertificates> CertificatesAsync(TimeProvider time)
    {
        if (await TextAsync("authority") is { } pem) return SimulatorCertificates.FromPem(pem, time);
        var made = SimulatorCertificates.Create(time);
        await SetTextAsync("authority", made.ToPem());
        return made;
    }

    /// <summary>Listens where it did last time, unless somebody else does by now.</summary>
    public async Task<SimulatorHost> ListenAsync(SimulatorCertificates certificates, int port)
    {
        SimulatorHost? host = null;
        if (port == 0 && await TextAsync("port") is { } last)
        {
            try
            {
                host = await SimulatorHost.StartAsync(certificates, int.Parse(last, CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // Taken: the kubeconfigs written anew have another one.
            }
        }
        host ??= await SimulatorHost.StartAsync(certificates, port);
        await SetTextAsync("port", host.Port.ToString(CultureInfo.InvariantCulture));
        return host;
    }

    /// <summary>Gives every cluster back what it was changed to.</summary>
    public void Restore(IReadOnlyDictionary<string, SimulatedCluster> clusters)
    {
        if (_file is null) return;
        foreach (var (name, entry) in _file.ReadAll())
            if (clusters.TryGetValue(name, out var cluster)) ClusterJournal.Restore(cluster, entry);
    }

    /// <summary>Does something unless it was done before; again when the process ended in the middle.</summary>
    public async Task OnceAsync(string name, Func<Task> work)
    {
        if (await TextAsync(name) is not null) return;
        await work();
        await SetTextAsync(name, "done");
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string?> TextAsync(string name) => _file is not null && await _file.GetAsync(name) is { } value ? Encoding.UTF8.GetString(value) : null;

    private Task SetTextAsync(string name, string value) => _file?.SetAsync(name, Encoding.UTF8.GetBytes(value)) ?? Task.CompletedTask;
}
