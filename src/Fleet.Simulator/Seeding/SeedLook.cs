using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Fleet.Domain.Projections;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Domain.Status.Readiness;
using Fleet.Simulator.World;

namespace Fleet.Simulator.Seeding;

/// <summary>One look at everything a registry is made of, and what the domain's rules say to it.</summary>
internal sealed class SeedLook
{
    private static readonly ProjectionRules Rules = new(SeedPass.FieldManager);

    private readonly Dictionary<ComponentKind, Dictionary<ObjectKey, ObservedObject>> _observed;
    private readonly SeedSettings _settings;

    private SeedLook(QuayRegistry registry, Dictionary<ComponentKind, Dictionary<ObjectKey, ObservedObject>> observed, SeedSettings settings)
    {
        (Registry, _observed, _settings) = (registry, observed, settings);
        Release = settings.Choose(registry);
    }

    public QuayRegistry Registry { get; }

    public QuayRelease Release { get; }

    public PassSituation Situation { get; private set; } = null!;

    public static async Task<SeedLook> TakeAsync(IWorldCluster cluster, RegistrySeed seed, SeedSettings settings, CancellationToken cancellation)
    {
        var json = await cluster.GetAsync(seed.Path, cancellation) ?? throw new InvalidOperationException($"there is no QuayRegistry {seed.Namespace}/{seed.Name}");
        var registry = Project(json, ResourceKind.QuayRegistry).Facts is QuayRegistryFacts facts ? facts.Registry : throw new InvalidDataException(seed.Path);
        var observed = new Dictionary<ComponentKind, Dictionary<ObjectKey, ObservedObject>>();
        foreach (var (kind, apiVersion) in ObjectPaths.Rendered)
        {
            var list = await cluster.GetAsync(
                $"{ObjectPaths.Collection(apiVersion, kind.Kind, seed.Namespace)}?labelSelector={Uri.EscapeDataString($"{QuayRegistry.RegistryLabel}={seed.Name}")}", cancellation);
            foreach (var item in (list?["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                var o = Project(item, kind);
                var component = ComponentOwnership.Of(kind, o.Key.Name, seed.Name);
                if (!observed.TryGetValue(component, out var objects)) observed[component] = objects = [];
                objects[o.Key] = o;
            }
        }
        var look = new SeedLook(registry, observed, settings);
        look.Situation = await look.SituationAsync(cluster, cancellation);
        return look;
    }

    /// <summary>The status that follows from a conclusion and from what the components show.</summary>
    public QuayRegistryStatus StatusAfter(PassConclusion conclusion, DateTimeOffset now)
    {
        var rules = ReadinessRules.ForMinor(Release.Minor.Minor);
        var status = StatusRules.After(Registry.Status, conclusion, now);
        status = StatusRules.Fold(status, rules.Kinds.Select(kind => ComponentReadiness.Judge(kind, Input(kind, conclusion, rules))), now, rules);
        return StatusRules.Migrate(status, FactsOf(ComponentKind.Quay).UpgradeJob, replacedJob: null, now);
    }

    /// <summary>Generated Secrets that nothing rendered names any more.</summary>
    public IEnumerable<ObservedObject> Superseded(IReadOnlySet<ObjectKey> rendered) => _observed.Values
        .SelectMany(objects => Domain.Reconciliation.Superseded.Among(objects.Values, rendered, Registry.Name, Registry.Uid));

    private async Task<PassSituation> SituationAsync(IWorldCluster cluster, CancellationToken cancellation)
    {
        Task<JsonObject?> ReadAsync(string kind, string name) => cluster.GetAsync($"{ObjectPaths.Collection("v1", kind, Registry.Namespace)}/{name}", cancellation);
        var (secret, map) = (ResourceKind.Secret.Kind, ResourceKind.ConfigMap.Kind);
        var named = Registry.ConfigBundleSecret;
        var bundle = named is not null && await ReadAsync(secret, named) is { } found ? PassReadings.Bundle(named, found) : null;
        var keys = await ReadAsync(secret, ManagedKeys.SecretName(Registry.Name)) is { } stored ? PassReadings.Keys(stored) : ManagedKeys.None;
        var bucket = $"{Registry.Name}-quay-datastore";
        var storage = FactsOf(ComponentKind.ObjectStorage).BucketBound && await ReadAsync(map, bucket) is { } address && await ReadAsync(secret, bucket) is { } credentials
            ? PassReadings.Storage(address, credentials)
            : ObjectStorageFacts.NotInitialized;
        return new PassSituation(
            Registry,
            Release,
            _settings.Features,
            _settings.Router,
            bundle,
            new StoredSecrets(keys),
            storage,
            PassReadings.CaHash(await ReadAsync(map, $"{Registry.Name}-cluster-service-ca"), "service-ca.crt"),
            PassReadings.CaHash(await ReadAsync(map, $"{Registry.Name}-cluster-trusted-ca"), "ca-bundle.crt"),
            FactsOf(ComponentKind.Postgres).DatabaseAvailable,
            FactsOf(ComponentKind.ClairPostgres).DatabaseAvailable,
            FactsOf(ComponentKind.Quay).UpgradeJob,
            _settings.Operator,
            [.. AutoscaledReplicas.Left(FactsOf)]);
    }

    private ReadinessInput Input(ComponentKind kind, PassConclusion conclusion, ReadinessRules rules)
    {
        var components = conclusion is PassConclusion.Applied applied ? applied.Components : Registry.Components;
        var bundle = Registry.ConfigBundleSecret is null ? new BundleFacts(false, false, false, false) : PassReadings.FactsOf(Situation.Bundle);
        return new ReadinessInput(
            RegistryIdentity.Of(Registry),
            [.. KindsOf(components.Where(component => component.Managed))],
            [.. KindsOf(components.Where(component => component.Overrides?.Replicas == 0))],
            new ObservedObjects(ObjectsOf(kind).Items, []),
            bundle,
            rules);
    }

    private static IEnumerable<ComponentKind> KindsOf(IEnumerable<ComponentSpec> components)
    {
        foreach (var component in components)
            if (ComponentKinds.TryParse(component.Kind, out var kind)) yield return kind;
    }

    private ComponentFacts FactsOf(ComponentKind kind) => ComponentFacts.Of(ObjectsOf(kind), RegistryIdentity.Of(Registry));

    private ObjectTable<ObservedObject> ObjectsOf(ComponentKind kind) => new([.. _observed.GetValueOrDefault(kind)?.Values ?? Enumerable.Empty<ObservedObject>()]);

    private static ObservedObject Project(JsonObject json, ResourceKind kind) =>
        ObjectProjection.Project(JsonSerializer.SerializeToElement(json), kind, Rules)?.Object ?? throw new InvalidDataException($"a {kind.Kind} without a name");
}
