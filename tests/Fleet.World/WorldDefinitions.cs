using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using YamlDotNet.Serialization;

namespace Fleet.World;

/// <summary>The definitions of the kinds a bare API server lacks and OpenShift has.</summary>
public static class WorldDefinitions
{
    /// <summary>The names to choose from, for example <c>route</c>.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(WorldDefinitions).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("crds/", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension)
            .Order(StringComparer.Ordinal)!,
    ];

    /// <summary>Installs definitions, all of them when none is named, and waits until they are served.</summary>
    public static async Task InstallAsync(
        string kubeconfig, IEnumerable<string>? names = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        using var api = ClusterApi.Open(kubeconfig);
        await InstallAsync(api, names, clock, cancellation);
    }

    /// <inheritdoc cref="InstallAsync(string, IEnumerable{string}?, TimeProvider?, CancellationToken)"/>
    internal static async Task InstallAsync(
        IWorldCluster api, IEnumerable<string>? names = null, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        foreach (var name in names ?? Names)
        {
            await using var stream = typeof(WorldDefinitions).Assembly.GetManifestResourceStream($"crds/{name}.yaml")
                ?? throw new ArgumentException($"no definition '{name}'; there are {string.Join(", ", Names)}", nameof(names));
            using var reader = new StreamReader(stream);
            await InstallYamlAsync(api, await reader.ReadToEndAsync(cancellation), clock ?? TimeProvider.System, cancellation);
        }
    }

    /// <summary>Installs definitions from files, for example those in <c>deploy/member-cluster/crds</c>.</summary>
    public static async Task InstallFilesAsync(
        string kubeconfig, IEnumerable<string> paths, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        using var api = ClusterApi.Open(kubeconfig);
        await InstallFilesAsync(api, paths, clock, cancellation);
    }

    /// <inheritdoc cref="InstallFilesAsync(string, IEnumerable{string}, TimeProvider?, CancellationToken)"/>
    internal static async Task InstallFilesAsync(
        IWorldCluster api, IEnumerable<string> paths, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        foreach (var path in paths)
            await InstallYamlAsync(api, await File.ReadAllTextAsync(path, cancellation), clock ?? TimeProvider.System, cancellation);
    }

    private static async Task InstallYamlAsync(IWorldCluster api, string yaml, TimeProvider clock, CancellationToken cancellation)
    {
        var document = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object>>(yaml);
        var path = $"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{((Dictionary<object, object>)document["metadata"])["name"]}";
        var applied = await api.ApplyAsync(path, yaml, cancellation);
        while (new Observed(applied, TimeSpan.Zero).Condition("Established")?["status"]?.GetValue<string>() != "True")
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
            applied = await api.GetAsync(path, cancellation) ?? new JsonObject();
        }
        // Established is said a moment before the kind is served.
        var served = new Observed(applied, TimeSpan.Zero);
        var version = (served.At("spec", "versions") as JsonArray)?[0]?["name"];
        var collection = $"/apis/{served.Text("spec", "group")}/{version}/{served.Text("spec", "names", "plural")}";
        while (await api.GetAsync($"{collection}?limit=1", cancellation) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellation);
    }
}
