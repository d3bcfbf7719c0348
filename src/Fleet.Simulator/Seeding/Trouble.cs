using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>
/// What is wrong with some registries, so that a fleet to play with shows everything worth seeing. It follows from the cluster's number alone
/// and is the same after a restart. The first cluster is well: canaries are to show what a healthy rollout looks like.
/// </summary>
internal sealed class Trouble
{
    private Trouble(IReadOnlyDictionary<string, WorkloadFate> fates, IReadOnlyList<(string Path, JsonObject Patch)> edits) => (Fates, Edits) = (fates, edits);

    public static Trouble None { get; } = new(new Dictionary<string, WorkloadFate>(), []);

    /// <summary>By Deployment, as <c>namespace/name</c>.</summary>
    public IReadOnlyDictionary<string, WorkloadFate> Fates { get; }

    /// <summary>What users did, once, after the registries had come to rest: merge patches by path.</summary>
    public IReadOnlyList<(string Path, JsonObject Patch)> Edits { get; }

    /// <param name="number">Of the cluster, from 1.</param>
    public static Trouble Of(int number, int registries)
    {
        var names = RegistryNames.First(registries).ToList();
        var fates = new Dictionary<string, WorkloadFate>(StringComparer.Ordinal);
        var edits = new List<(string, JsonObject)>();
        if (number % 10 == 2 && names.Count > 1)
        {
            fates[$"{names[1].Namespace}/{names[1].Name}-clair-app"] = WorkloadFate.Unavailable;
            if (names.Count > 4) edits.Add((PathOf(names[4]), Annotated("quay-fleet/paused", "true")));
        }
        if (number % 10 == 3 && names.Count > 2)
        {
            // Routes have no replicas: refused by validation, not by the schema.
            edits.Add((PathOf(names[2]), new JsonObject { ["spec"] = new JsonObject { ["components"] = InvalidOverride() } }));
            if (names.Count > 5) edits.Add((PathOf(names[5]), new JsonObject { ["spec"] = new JsonObject { ["configBundleSecret"] = "config-bundle-of-last-year" } }));
        }
        return new Trouble(fates, edits);
    }

    private static string PathOf((string Namespace, string Name) at) => new RegistrySeed(at.Namespace, at.Name, "").Path;

    private static JsonObject Annotated(string name, string value) =>
        new() { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [name] = value } } };

    private static JsonArray InvalidOverride() =>
    [
        .. ComponentKinds.All.Select(kind =>
        {
            var component = new JsonObject { ["kind"] = kind.ApiName(), ["managed"] = true };
            if (kind == ComponentKind.Route) component["overrides"] = new JsonObject { ["replicas"] = 2 };
            return component;
        }),
    ];
}
