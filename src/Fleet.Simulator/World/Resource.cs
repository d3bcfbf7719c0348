namespace Fleet.Simulator.World;

/// <summary>A collection of the API that an actor watches.</summary>
/// <param name="Prefix">For example <c>/apis/apps/v1</c>, or <c>/api/v1</c>.</param>
internal sealed record Resource(string Prefix, string Plural)
{
    public static readonly Resource Deployments = new("/apis/apps/v1", "deployments");
    public static readonly Resource Jobs = new("/apis/batch/v1", "jobs");
    public static readonly Resource VolumeClaims = new("/api/v1", "persistentvolumeclaims");
    public static readonly Resource ConfigMaps = new("/api/v1", "configmaps");
    public static readonly Resource Secrets = new("/api/v1", "secrets");
    public static readonly Resource Routes = new("/apis/route.openshift.io/v1", "routes");
    public static readonly Resource BucketClaims = new("/apis/objectbucket.io/v1alpha1", "objectbucketclaims");

    // Served from 1.2 on, whatever becomes of v2beta2 and v2.
    public static readonly Resource Autoscalers = new("/apis/autoscaling/v1", "horizontalpodautoscalers");

    /// <summary>The collection in one namespace, or in all when <paramref name="ns"/> is null.</summary>
    public string Collection(string? ns) => ns is null ? $"{Prefix}/{Plural}" : $"{Prefix}/namespaces/{ns}/{Plural}";

    public string Item(string ns, string name) => $"{Collection(ns)}/{name}";
}
