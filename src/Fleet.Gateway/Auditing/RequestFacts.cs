using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Fleet.Gateway.Auditing;

/// <summary>What the audit keeps of a request: never its body, headers or query.</summary>
/// <param name="Source">The address it came from: of a proxy, when there is one in front.</param>
/// <param name="Action">The endpoint's name, such as <c>addCluster</c>; null when nothing is served there.</param>
/// <param name="Resource">A REF, such as <c>cluster/prod-1</c>; null when the path names none.</param>
internal sealed record RequestFacts(string Source, string Method, string? Route, string? Action, string? Resource, string? Trace)
{
    public static RequestFacts Of(HttpContext context)
    {
        var endpoint = context.GetEndpoint() as RouteEndpoint;
        return new RequestFacts(
            context.Connection.RemoteIpAddress?.ToString() ?? "unknown",
            context.Request.Method,
            endpoint?.RoutePattern.RawText,
            endpoint?.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName,
            ResourceOf(context),
            Activity.Current?.TraceId.ToString());
    }

    /// <summary>The cluster that the path names.</summary>
    public static string? ClusterOf(HttpContext context) =>
        context.Request.RouteValues.GetValueOrDefault("cluster") as string ?? context.Request.RouteValues.GetValueOrDefault("name") as string;

    private static string? ResourceOf(HttpContext context)
    {
        var route = context.Request.RouteValues;
        if (route.GetValueOrDefault("cluster") is { } cluster) return Short($"registry/{cluster}/{route.GetValueOrDefault("namespace")}/{route.GetValueOrDefault("name")}");
        if (route.GetValueOrDefault("rollout") is { } rollout) return Short($"rollout/{rollout}");
        if (route.GetValueOrDefault("channel") is { } channel) return Short($"channel/{channel}");
        if (route.GetValueOrDefault("name") is not { } name) return null;
        // /api/v1/clusters/{name} is cluster/NAME.
        var noun = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.Split('/', StringSplitOptions.RemoveEmptyEntries) is [_, _, var plural, ..]
            ? plural.TrimEnd('s')
            : "resource";
        return Short($"{noun}/{name}");
    }

    private static string Short(string text) => text.Length > 400 ? text[..400] : text;
}
