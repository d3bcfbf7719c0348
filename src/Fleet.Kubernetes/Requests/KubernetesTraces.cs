using System.Diagnostics;

namespace Fleet.Kubernetes.Requests;

/// <summary>The activity source <c>Fleet.Kubernetes</c>: a span for each attempt of a request. Neither bodies nor names of objects, which a span has no use for.</summary>
internal static class KubernetesTraces
{
    private static readonly ActivitySource Source = new("Fleet.Kubernetes");

    public static Activity? Start(string cluster, ApiRequest request)
    {
        // Most of the time nobody listens, and then nothing is worth reading from the path.
        if (!Source.HasListeners()) return null;
        var resource = ResourceOf(request.Path);
        return Source.StartActivity(ActivityKind.Client, name: $"{request.Verb} {resource}", tags: [new("cluster", cluster), new("verb", request.Verb), new("resource", resource)]);
    }

    public static void End(Activity? span, int code, KubernetesError? error)
    {
        if (span is null) return;
        span.SetTag("status", code);
        if (error is not null) span.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
    }

    /// <summary>The plural of a path, with its subresource: <c>quayregistries/status</c>; for paths of no resource, the path.</summary>
    internal static string ResourceOf(string path)
    {
        var end = path.IndexOf('?', StringComparison.Ordinal);
        var parts = (end < 0 ? path : path[..end]).Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = parts switch
        {
            ["api", ..] => 2,
            ["apis", ..] => 3,
            _ => int.MaxValue,
        };
        if (at >= parts.Length) return "/" + string.Join('/', parts);
        if (parts[at] == "namespaces" && at + 2 < parts.Length) at += 2;
        return at + 2 < parts.Length ? $"{parts[at]}/{parts[at + 2]}" : parts[at];
    }
}
