using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Store;

namespace Fleet.Simulator.Requests;

/// <summary>Keeps what a list that comes in pages was begun on, so that its pages are one picture. Bounded; a forgotten one is 410 for its reader.</summary>
internal sealed class PageSnapshots(TimeProvider time)
{
    private const int Most = 50;
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<long, (ClusterState State, DateTimeOffset Until)> _kept = [];

    public string Token(ClusterState state, ObjectName next)
    {
        var now = time.GetUtcNow();
        lock (_gate)
        {
            foreach (var old in _kept.Where(entry => entry.Value.Until < now).Select(entry => entry.Key).ToList()) _kept.Remove(old);
            if (_kept.Count >= Most) _kept.Remove(_kept.MinBy(entry => entry.Value.Until).Key);
            _kept[state.Version] = (state, now + Life);
        }
        var token = new JsonObject { ["v"] = "meta.k8s.io/v1", ["rv"] = state.Version, ["ns"] = next.Namespace, ["name"] = next.Name };
        return Convert.ToBase64String(Encoding.UTF8.GetBytes(token.ToJsonString()));
    }

    /// <summary>The state a token belongs to, and the first object of the page.</summary>
    public (ClusterState State, ObjectName From) Read(string token)
    {
        JsonNode? read;
        try
        {
            read = JsonNode.Parse(Convert.FromBase64String(token));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw Refusals.BadRequest("continue key is not valid: " + e.Message);
        }
        var version = (long)read!["rv"]!;
        lock (_gate)
            return _kept.TryGetValue(version, out var kept)
                ? (kept.State, new ObjectName((string)read["ns"]!, (string)read["name"]!))
                : throw Refusals.Gone(string.Create(CultureInfo.InvariantCulture, $"The provided continue parameter is too old to display a consistent list result. (version {version})"));
    }

    public void Forget()
    {
        lock (_gate) _kept.Clear();
    }
}
