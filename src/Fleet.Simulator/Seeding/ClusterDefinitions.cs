using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>The CustomResourceDefinitions of an OpenShift-like cluster with Quay on it.</summary>
internal static class ClusterDefinitions
{
    public static async Task InstallAsync(IWorldCluster cluster, CancellationToken cancellation)
    {
        var assembly = typeof(ClusterDefinitions).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith("definitions/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var yaml = await reader.ReadToEndAsync(cancellation);
            // The one indented line that is a name in metadata comes first, in all of them.
            var name = yaml.Split('\n').SkipWhile(line => !line.StartsWith("metadata:", StringComparison.Ordinal))
                .First(line => line.StartsWith("  name:", StringComparison.Ordinal)).Split(':', 2)[1].Trim();
            await cluster.ApplyAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{name}", yaml, cancellation);
        }
    }
}
