using System.Globalization;

namespace Fleet.Simulator.World;

/// <summary>Times as Kubernetes writes them.</summary>
internal static class Times
{
    public static string Now(TimeProvider clock) => clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
