using System.Globalization;
using Xunit;

namespace Fleet.Testing;

/// <summary>A service of its own in a folder of its own; it ends with this process, however that ends.</summary>
public abstract class ServiceFolder(string service) : IAsyncLifetime
{
    /// <summary>Where it listens, for example <c>http://127.0.0.1:40000</c>.</summary>
    public string Address { get; private set; } = "";

    protected string Folder { get; } = Directory.CreateTempSubdirectory($"quay-fleet-{service}-").FullName;

    public virtual async ValueTask InitializeAsync() =>
        Address = (await ServiceScript.RunAsync(service, "up.sh", Folder, "--owner", Environment.ProcessId.ToString(CultureInfo.InvariantCulture))).TrimEnd().Split('\n')[^1];

    public async ValueTask DisposeAsync()
    {
        await ServiceScript.RunAsync(service, "down.sh", Folder);
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>Debian's Prometheus, which scrapes what it is told to each second.</summary>
public sealed class PrometheusServer() : ServiceFolder("prometheus")
{
    /// <summary>What it scrapes from now on as job <c>quay</c>.</summary>
    public async Task ScrapeAsync(params string[] targets)
    {
        var file = Path.Combine(Folder, "targets.json");
        await File.WriteAllTextAsync(file + ".new", targets.Length == 0 ? "[]" : $"[{{\"targets\": [{string.Join(", ", targets.Select(target => $"\"{target}\""))}]}}]");
        File.Move(file + ".new", file, overwrite: true);
    }
}

/// <summary>Debian's docker-registry, with one user who may do everything.</summary>
public sealed class RegistryServer() : ServiceFolder("docker-registry")
{
    public const string User = "smoke";

    public string Password { get; private set; } = "";

    /// <summary>Before it starts: it wants tokens of this issuer.</summary>
    public async Task WantTokensAsync(string realm, string certificate)
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "issuer.crt"), certificate);
        await File.WriteAllTextAsync(Path.Combine(Folder, "token.yml"), $"realm: \"{realm}\", service: registry, issuer: tests, rootcertbundle: {Path.Combine(Folder, "issuer.crt")}");
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Password = (await File.ReadAllTextAsync(Path.Combine(Folder, "password"))).Trim();
    }
}
