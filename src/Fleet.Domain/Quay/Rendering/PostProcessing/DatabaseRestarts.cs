using Fleet.Domain.Quay.Manifests;

namespace Fleet.Domain.Quay.Rendering.PostProcessing;

/// <summary>Keeps what changes often off the pods of databases, which restart at every change of their template.</summary>
internal static class DatabaseRestarts
{
    public static bool Concern(Workload workload, Build build) =>
        workload.Name.Contains("quay-database", StringComparison.Ordinal)
        || (build.AtLeast(3, 7) && workload.Name.Contains("clair-postgres", StringComparison.Ordinal));

    public static void Prevent(Workload workload, Build build)
    {
        if (!Concern(workload, build)) return;
        var annotations = workload.PodMetadata.Child("annotations");
        foreach (var key in CommonAnnotations.KeptFromDatabases) annotations.Remove(key);
        if (annotations.Count == 0) workload.PodMetadata.Remove("annotations");
    }
}
