using System.Text.Json.Nodes;

namespace Fleet.Simulator.World;

/// <summary>Finalizers that a controller absent from this world would take away.</summary>
internal static class Finalizers
{
    public const string Foreground = "foregroundDeletion";

    public static async Task RemoveAsync(IWorldCluster cluster, string path, Observed subject, string finalizer, CancellationToken cancellation)
    {
        var present = (subject.At("metadata", "finalizers") as JsonArray ?? []).Select(entry => (string?)entry).ToArray();
        if (!present.Contains(finalizer)) return;
        // With the version read: a finalizer added meanwhile must not be lost.
        await cluster.PatchAsync(path, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["resourceVersion"] = subject.Text("metadata", "resourceVersion"),
                ["finalizers"] = new JsonArray([.. present.Where(entry => entry != finalizer).Select(entry => (JsonNode?)entry)]),
            },
        }, cancellation);
    }
}
