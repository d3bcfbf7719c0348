using System.Globalization;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Dashboard.Parts;

/// <summary>Words and colours that every page uses alike.</summary>
internal static class Words
{
    public static string State(RegistryReading registry) =>
        registry.Freshness != Freshness.Live ? "unknown" : registry.Summary.Available ? "available" : "not available";

    /// <summary>Unknown is never green.</summary>
    public static string StateClass(RegistryReading registry) =>
        registry.Freshness != Freshness.Live ? "unknown" : registry.Summary.Available ? "ok" : "bad";

    public static string Version(RegistryReading registry) =>
        (registry.Summary.CurrentVersion ?? "none") + (registry.Summary.TargetVersion is { } target && target != registry.Summary.CurrentVersion ? $" → {target}" : "");

    public static string Of(Freshness freshness) => freshness.ToString().ToLowerInvariant();

    public static string Ago(DateTimeOffset? at, DateTimeOffset now)
    {
        if (at is not { } moment) return "never";
        var ago = now - moment;
        return ago switch
        {
            { TotalSeconds: < 10 } => "just now",
            { TotalMinutes: < 1 } => $"{(int)ago.TotalSeconds / 10 * 10} s ago",
            { TotalHours: < 1 } => $"{(int)ago.TotalMinutes} min ago",
            { TotalDays: < 1 } => $"{(int)ago.TotalHours} h ago",
            _ => $"{(int)ago.TotalDays} d ago",
        };
    }

    public static string In(DateTimeOffset at, DateTimeOffset now) => (at - now) switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalMinutes: < 2 } left => $"in {(int)left.TotalSeconds} s",
        { TotalHours: < 2 } left => $"in {(int)left.TotalMinutes} min",
        { TotalDays: < 2 } left => $"in {(int)left.TotalHours} h",
        var left => $"in {(int)left.TotalDays} d",
    };

    public static string Time(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "-";

    /// <summary>Of a registry, below the API's root.</summary>
    public static string ApiPath(RegistryKey registry) => ApiPath(registry.Cluster.ToString(), registry.Namespace, registry.Name);

    public static string ApiPath(string cluster, string ns, string name) =>
        $"registries/{Uri.EscapeDataString(cluster)}/{Uri.EscapeDataString(ns)}/{Uri.EscapeDataString(name)}";

    public static string Link(RegistryReading registry) => Link(registry.Summary.Key.ToString());

    public static string Link(string registry) => "/registries/" + string.Join('/', registry.Split('/').Select(Uri.EscapeDataString));
}
