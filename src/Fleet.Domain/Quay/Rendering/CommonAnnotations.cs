using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>The annotations on every object and pod template.</summary>
internal static class CommonAnnotations
{
    public const string FieldGroupsKey = "quay-managed-fieldgroups";
    private const string Hostname = "quay-registry-hostname";
    private const string BuildManagerHostname = "quay-buildmanager-hostname";
    private const string ServiceEndpoint = "quay-operator-service-endpoint";

    /// <summary>Those that must not reach a database's pods: a new hostname is no reason to restart a database.</summary>
    public static ImmutableArray<string> KeptFromDatabases { get; } = [Hostname, BuildManagerHostname, ServiceEndpoint];

    public static IEnumerable<(string Key, JsonNode? Value)> Of(Build build)
    {
        yield return (Hostname, build.ServerHostname);
        yield return (BuildManagerHostname, build.BuildManagerHostname);
        yield return (ServiceEndpoint, Endpoint(build));
        if (build.Before(3, 6)) yield return (FieldGroupsKey, FieldGroupNames(build));
        if (build.Before(3, 5)) yield return ("quay-version", "vader");
    }

    /// <summary>The field groups of the managed components, in order, which the config editor shows read-only.</summary>
    public static string FieldGroupNames(Build build)
    {
        var names = build.Components.Managed.Select(FieldGroups.NameOf);
        return build.Before(3, 6)
            // Components without a group leave their comma behind.
            ? string.Join(',', names).Replace(",,", ",", StringComparison.Ordinal)
            : string.Join(',', names.Where(name => name.Length > 0));
    }

    private static string Endpoint(Build build)
    {
        var settings = build.Facts.Operator;
        if (!string.IsNullOrEmpty(settings.DevEndpoint)) return settings.DevEndpoint;
        if (settings.Namespace.Length == 0) return "http://quay-operator:7071";
        return $"http://quay-operator.{settings.Namespace}{(build.AtLeast(3, 7) ? ".svc.cluster.local" : "")}:7071";
    }
}
