using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>The addresses shown in a registry's status.</summary>
internal static class Endpoints
{
    /// <summary>By the user's own host as he wrote it, else by the derived one; null when neither is known.</summary>
    public static string? Registry(QuayRegistry registry, JsonObject userConfig, RenderFacts facts)
    {
        if (UserConfig.Text(userConfig, "SERVER_HOSTNAME") is { } own) return $"https://{own}";
        var host = Hostnames.Server(registry, userConfig, facts.Cluster, facts.Release.Minor);
        return host.Length > 0 ? $"https://{host}" : null;
    }

    public static string? ConfigEditor(Build build)
    {
        if (!Components.ConfigEditor.Exists(build)) return null;
        var cluster = build.Facts.Cluster;
        return cluster.Features.Routes && cluster.AppsDomain.Length > 0 && (build.Before(3, 6) || build.Manages(ComponentKind.Route))
            ? $"https://{Hostnames.ConfigEditor(build.Registry.Namespace, build.Registry.Name, cluster.AppsDomain)}"
            : "";
    }
}
