using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Components;
using Fleet.Domain.Reconciliation;

namespace Fleet.Grains.Clusters;

/// <summary>Knows which registries a cluster has, and whom an observed object concerns. Changed by one pump, one batch at a time.</summary>
internal sealed class WatchRouting(ClusterName cluster)
{
    private ImmutableDictionary<(string Namespace, string Name), string?> _bundles = ImmutableDictionary<(string, string), string?>.Empty;
    private readonly Dictionary<ObjectKey, ObservedObject> _parked = [];
    private Named? _names;
    private ImmutableDictionary<(string Namespace, string Name), string> _secrets = ImmutableDictionary<(string, string), string>.Empty;

    public IEnumerable<RegistryKey> Registries => _bundles.Keys.Select(Key);

    /// <summary>The same set until registries come or go: every sign of life tells it. To be read from any thread.</summary>
    public ImmutableSortedSet<string> RegistryNames
    {
        get
        {
            var (bundles, known) = (_bundles, _names);
            if (known?.Of != bundles) _names = known = new Named(bundles, [.. bundles.Keys.Select(key => $"{key.Namespace}/{key.Name}")]);
            return known.Names;
        }
    }

    public IEnumerable<string> Namespaces => _bundles.Keys.Select(key => key.Namespace).Distinct();

    public RegistryKey Key((string Namespace, string Name) key) => new(cluster, key.Namespace, key.Name);

    /// <summary>Notes a registry and the bundle it names; true when it is new or names another one.</summary>
    public bool Upsert(ObservedObject registry)
    {
        var key = (registry.Key.Namespace, registry.Key.Name);
        var bundle = (registry.Facts as QuayRegistryFacts)?.Registry.ConfigBundleSecret;
        var news = !_bundles.TryGetValue(key, out var known) || known != bundle;
        _bundles = _bundles.SetItem(key, bundle);
        return news;
    }

    public void Remove(ObjectKey registry) => _bundles = _bundles.Remove((registry.Namespace, registry.Name));

    /// <summary>
    /// Keeps an object whose registry is not known: kinds are listed and watched each by themselves, so that a registry's Job may be heard of
    /// before the registry. No more of them than the cluster has.
    /// </summary>
    public void Park(ObservedObject orphan) => _parked[orphan.Key] = orphan;

    public void Unpark(ObjectKey key) => _parked.Remove(key);

    /// <summary>What was heard of a registry's objects before the registry was.</summary>
    public IReadOnlyList<ObservedObject> Unpark(RegistryKey registry)
    {
        var own = _parked.Values.Where(o => o.Registry == registry.Name && (o.Key.Namespace == registry.Namespace || IsShared(o.Key))).ToList();
        foreach (var o in own.Where(o => !IsShared(o.Key))) _parked.Remove(o.Key);
        return own;
    }

    /// <summary>A dashboard: registries of one name have it together, those that come later too.</summary>
    public static bool IsShared(ObjectKey key) => key.Namespace == GrafanaDashboard.Namespace;

    /// <summary>Notes a Secret's version and names the registries whose bundle it is.</summary>
    public IReadOnlyList<RegistryKey> SecretChanged(ObjectKey secret, string? resourceVersion)
    {
        var key = (secret.Namespace, secret.Name);
        _secrets = resourceVersion is null ? _secrets.Remove(key) : _secrets.SetItem(key, resourceVersion);
        return [.. _bundles.Where(entry => entry.Key.Namespace == secret.Namespace && entry.Value == secret.Name).Select(entry => Key(entry.Key))];
    }

    /// <summary>The version of the bundle a registry names; null when it names none or it was not seen.</summary>
    public string? BundleVersion(RegistryKey registry) =>
        _bundles.GetValueOrDefault((registry.Namespace, registry.Name)) is { } name ? _secrets.GetValueOrDefault((registry.Namespace, name)) : null;

    /// <summary>The registries an object belongs to by its label; none when it has no label, or the registry is not known.</summary>
    public IEnumerable<RegistryKey> OwnersOf(ObjectKey key, string? label) =>
        label is null ? []
        : _bundles.ContainsKey((key.Namespace, label)) ? [Key((key.Namespace, label))]
        : IsShared(key) ? _bundles.Keys.Where(registry => registry.Name == label).Select(Key)
        : [];

    private sealed record Named(ImmutableDictionary<(string Namespace, string Name), string?> Of, ImmutableSortedSet<string> Names);
}
