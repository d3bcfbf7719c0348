using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Simulator.Kinds;

namespace Fleet.Simulator.Store;

/// <summary>The changes of one request, taken over by the cluster as a whole or not at all. Used under the cluster's lock.</summary>
internal sealed class WriteTurn(ClusterState state, string marker, DateTimeOffset now)
{
    private readonly List<ClusterEvent> _events = [];

    public ClusterState State { get; private set; } = state;

    public string Marker { get; } = marker;

    public DateTimeOffset Now { get; } = now;

    public string NowText { get; } = now.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public IReadOnlyList<ClusterEvent> Events => _events;

    /// <summary>A random UUID of version 4, but for its first group.</summary>
    public string NewUid()
    {
        var random = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));
        return $"{Marker}-{random[..4]}-4{random[5..8]}-{"89ab"[RandomNumberGenerator.GetInt32(4)]}{random[9..12]}-{random[12..]}";
    }

    /// <summary>Stores an object at the next version.</summary>
    public StoredObject Put(ServedKind kind, JsonObject obj)
    {
        var version = State.Version + 1;
        obj["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        var stored = StoredObject.Of(kind.Resource, obj);
        State.TryGet(kind.Resource, stored.Name, out var before);
        State = State.Put(stored);
        Note(new ClusterEvent(version, kind.Resource, before, stored, null));
        return stored;
    }

    public void Remove(ServedKind kind, StoredObject before)
    {
        var version = State.Version + 1;
        var last = before.Parse(Marker);
        last["metadata"]!["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture);
        State = State.Remove(kind.Resource, before.Name, version);
        Note(new ClusterEvent(version, kind.Resource, before, null, StoredObject.Of(kind.Resource, last)));
    }

    private void Note(ClusterEvent change)
    {
        _events.Add(change);
        if (change.Resource == BuiltInKinds.Crds) State = StateKinds.Refresh(State);
    }
}
