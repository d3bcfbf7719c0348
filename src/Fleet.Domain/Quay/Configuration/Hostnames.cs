using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Configuration;

/// <summary>The names a registry is reached by.</summary>
public static class Hostnames
{
    /// <summary>
    /// A cluster's apps domain, from what its router calls itself in a Route's status: newer routers put <c>router-NAME.</c> before it.
    /// </summary>
    public static string AppsDomain(string routerCanonicalHostname, string? routerName)
    {
        var prefix = $"router-{routerName}.";
        return routerName is { Length: > 0 } && routerCanonicalHostname.StartsWith(prefix, StringComparison.Ordinal)
            ? routerCanonicalHostname[prefix.Length..]
            : routerCanonicalHostname;
    }

    /// <summary>The host a registry gets when its user names none.</summary>
    public static string DefaultServer(string registryNamespace, string registryName, string appsDomain) =>
        $"{registryName}-quay-{registryNamespace}.{appsDomain}";

    public static string ConfigEditor(string registryNamespace, string registryName, string appsDomain) =>
        $"{registryName}-quay-config-editor-{registryNamespace}.{appsDomain}";

    public static string WithoutPort(string host) => host.Split(':')[0];

    /// <summary>The user's server host, else the default one; empty when there is neither.</summary>
    internal static string Server(QuayRegistry registry, JsonObject userConfig, ClusterFacts cluster, ReleaseMinor minor)
    {
        if (cluster.ServerHostname is { } chosen) return chosen;
        // The oldest releases look at nothing before the Route API answers.
        if (!cluster.Features.Routes && minor.Before(3, 6)) return "";
        if (UserConfig.Text(userConfig, "SERVER_HOSTNAME") is { } own) return own;
        return cluster.Features.Routes && cluster.AppsDomain.Length > 0
            ? DefaultServer(registry.Namespace, registry.Name, cluster.AppsDomain)
            : "";
    }

    /// <summary>The user's build manager without its port; empty when there is none.</summary>
    internal static string BuildManager(JsonObject userConfig, ClusterFacts cluster) =>
        cluster.BuildManagerHostname ?? WithoutPort(UserConfig.Text(userConfig, "BUILDMAN_HOSTNAME") ?? "");
}
