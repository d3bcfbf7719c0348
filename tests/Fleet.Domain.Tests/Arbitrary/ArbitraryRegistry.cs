using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Tests.Arbitrary;

#pragma warning disable RS0030 // Random: each registry can be made again from its printed seed

/// <summary>A registry that is drawn at random, and valid: whatever is not managed is configured.</summary>
/// <param name="Files">The bundle; null for a registry that names none.</param>
internal sealed record ArbitraryRegistry(ReleaseMinor Minor, ClusterFeatures Features, JsonArray Components, SortedDictionary<string, string>? Files)
{
    public const string Namespace = "port";
    public const string Name = "harbour";
    public const string BundleName = "harbour-bundle";

    private static readonly ComponentKind[] OfOpenShift = [ComponentKind.ObjectStorage, ComponentKind.Route, ComponentKind.Monitoring, ComponentKind.Tls];

    public static ClusterFeatures OpenShift { get; } = new("v1.20.2", true, true, true, true, true);

    private static readonly ClusterFeatures Plain = new("v1.20.2", false, false, false, false, true);

    /// <param name="openShiftOnly">The cluster offers every API that a component may ask for.</param>
    public static ArbitraryRegistry Draw(Random random, ReleaseMinor minor, bool openShiftOnly = false)
    {
        var features = openShiftOnly || random.Next(4) > 0 ? OpenShift : Plain;
        var declared = new Dictionary<ComponentKind, bool?>();
        foreach (var kind in ComponentKinds.Of(minor)) declared[kind] = Declaration(random, kind, features);
        var unmanaged = declared.Where(entry => entry.Value == false || (entry.Value is null && !IsOffered(entry.Key, features))).Select(entry => entry.Key).ToHashSet();
        // Nobody brings a pair and leaves TLS out of the list: that the default follows the bundle then is tested on its own.
        var files = ArbitraryBundle.Draw(random, minor, unmanaged);
        if (files.Keys.SequenceEqual(["config.yaml"]) && unmanaged.Count == 0 && random.Next(4) == 0) files = null;

        var components = declared.Where(entry => entry.Value is not null).Select(entry => Write(random, entry.Key, entry.Value!.Value, minor, unmanaged)).ToArray();
        random.Shuffle(components);
        return new ArbitraryRegistry(minor, features, new JsonArray(components), files);
    }

    /// <summary>The object as its cluster holds it.</summary>
    public JsonObject ToObject() => new()
    {
        ["apiVersion"] = QuayRegistry.ApiVersion,
        ["kind"] = QuayRegistry.Kind,
        ["metadata"] = new JsonObject
        {
            ["namespace"] = Namespace,
            ["name"] = Name,
            ["uid"] = "11111111-2222-3333-4444-555555555555",
            ["resourceVersion"] = "7",
            ["generation"] = 1,
        },
        ["spec"] = Spec(),
    };

    /// <summary><c>spec</c>; of a registry of any name.</summary>
    public JsonObject Spec()
    {
        var spec = new JsonObject { ["components"] = Components.DeepClone() };
        if (Files is not null) spec["configBundleSecret"] = BundleName;
        return spec;
    }

    public override string ToString() => $"{Minor} {Spec().ToJsonString()} with {string.Join(", ", Files?.Keys.ToArray() ?? ["no bundle"])}";

    private static bool? Declaration(Random random, ComponentKind kind, ClusterFeatures features) => random.Next(3) switch
    {
        0 => null,
        1 => IsOffered(kind, features),
        _ => kind == ComponentKind.Quay,
    };

    private static bool IsOffered(ComponentKind kind, ClusterFeatures features) => features.Routes || !OfOpenShift.Contains(kind);

    private static JsonObject Write(Random random, ComponentKind kind, bool managed, ReleaseMinor minor, HashSet<ComponentKind> unmanaged)
    {
        var written = new JsonObject { ["kind"] = kind.ApiName(), ["managed"] = managed };
        if (managed && minor.AtLeast(3, 6) && random.Next(2) == 0)
            written["overrides"] = ArbitraryOverrides.Draw(random, kind, minor, autoscaled: !unmanaged.Contains(ComponentKind.HorizontalPodAutoscaler));
        return written;
    }
}
