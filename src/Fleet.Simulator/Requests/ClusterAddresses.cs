using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>Hands out addresses of the service range 10.96.0.0/12, each once.</summary>
internal static class ClusterAddresses
{
    public static string Next(ClusterState state, string marker)
    {
        // Versions are never used twice, so neither is an address before a million writes; then taken ones are passed over.
        var start = state.Version;
        var taken = start < (1 << 20) ? null : state.Of("services").Values.Select(service => (string?)service.Parse(marker)["spec"]?["clusterIP"]).ToHashSet();
        for (var number = start; ; number++)
        {
            var offset = number % ((1 << 20) - 2) + 1;
            var address = $"10.{96 + (offset >> 16)}.{(offset >> 8) & 255}.{offset & 255}";
            if (taken?.Contains(address) != true) return address;
        }
    }
}
