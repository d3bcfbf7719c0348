using Fleet.Domain.Projections;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Watching;

namespace Fleet.Kubernetes.Tests.Watching;

/// <summary>An API server as small as can be: versioned objects, a history that can be compacted, paged lists, watches.</summary>
internal sealed class ModelServer
{
    private const int PageSize = 2;
    private readonly SortedDictionary<string, (string Uid, int Version)> _objects = [];
    private readonly List<(int Version, bool Removed, string Name, string Uid)> _history = [];
    private readonly Dictionary<int, (string Name, string Uid, int Version)[]> _snapshots = [];
    private int _revision = 1;
    private int _compacted;

    public IReadOnlyDictionary<string, (string Uid, string Version)> Objects =>
        _objects.ToDictionary(entry => entry.Key, entry => (entry.Value.Uid, $"{entry.Value.Version}"));

    public void Write(string name)
    {
        _revision++;
        var uid = _objects.TryGetValue(name, out var before) ? before.Uid : $"uid-{_revision}";
        _objects[name] = (uid, _revision);
        _history.Add((_revision, false, name, uid));
    }

    public void Delete(string name)
    {
        if (!_objects.Remove(name, out var removed)) return;
        _revision++;
        _history.Add((_revision, true, name, removed.Uid));
    }

    public void Compact() => _compacted = _revision;

    public WatchInput List(string? next)
    {
        var (version, offset) = next?.Split(':') is [var v, var o] ? (int.Parse(v), int.Parse(o)) : (_revision, 0);
        if (next is null) _snapshots[version] = [.. _objects.Select(entry => (entry.Key, entry.Value.Uid, entry.Value.Version))];
        else if (version < _compacted) return new WatchInput.ListFailed(new KubernetesError.Expired("continue"));
        var snapshot = _snapshots[version];
        var page = snapshot.Skip(offset).Take(PageSize).Select(entry => Project(entry.Name, entry.Uid, entry.Version));
        var rest = offset + PageSize < snapshot.Length ? $"{version}:{offset + PageSize}" : null;
        return new WatchInput.Page([.. page], rest, $"{version}");
    }

    public WatchInput Watch(string position) => int.Parse(position) < _compacted
        ? new WatchInput.Ended(new WatchEnd.Refused(new KubernetesError.Expired("watch")), Brief: true)
        : new WatchInput.Opened();

    /// <returns>Null when there is nothing after the position.</returns>
    public WatchInput? NextEvent(string position)
    {
        var after = int.Parse(position);
        var found = _history.FirstOrDefault(entry => entry.Version > after);
        if (found == default) return null;
        var projection = Project(found.Name, found.Uid, found.Version);
        return found.Removed ? new WatchInput.Removed(projection) : new WatchInput.Changed(projection);
    }

    public string Revision => $"{_revision}";

    private static Projection Project(string name, string uid, int version) => Observed.Object(name, uid, $"{version}");
}
