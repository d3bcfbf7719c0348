using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using static Fleet.Domain.Quay.ComponentKind;

namespace Fleet.Domain.Tests.Arbitrary;

#pragma warning disable RS0030 // Random: each registry can be made again from its printed seed

/// <summary>Overrides that a managed component accepts in its release.</summary>
internal static class ArbitraryOverrides
{
    private static readonly string[] Sizes = ["50Gi", "60Gi", "1Ti", "0.5Ti", "100G", "53687091200", "60e9"];
    private static readonly string[] Variables = ["DEBUGLOG", "WORKER_COUNT_WEB", "QUAY_VERSION", "PGDATA", "OWN", "OWN_2"];
    private static readonly string[] LabelKeys = ["app", "quay-component", QuayRegistry.RegistryLabel, "team", "example.org/team"];

    public static JsonObject Draw(Random random, ComponentKind kind, ReleaseMinor minor, bool autoscaled)
    {
        var overrides = new JsonObject();
        Maybe("volumeSize", kind is Postgres or Clair || (kind is ClairPostgres && minor.AtLeast(3, 13)), () => Sizes[random.Next(Sizes.Length)]);
        if (minor.Before(3, 7)) return overrides;
        var workload = kind is ComponentKind.Quay or Clair or Mirror;
        Maybe("env", workload || kind is Postgres or Redis || (kind is ClairPostgres && minor.AtLeast(3, 13)), () => Environment(random));
        Maybe("replicas", workload, () => autoscaled ? 0 : random.Next(0, 5));
        Maybe("affinity", workload, () => JsonNode.Parse("""{"nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"zone","operator":"In","values":["a","b"]}]}]}}}"""));
        Maybe("resources", minor.AtLeast(3, 11) && (workload || kind is Postgres or ClairPostgres || (kind is Redis && minor.AtLeast(3, 16))), () => Resources(random));
        Maybe("storageClassName", minor.AtLeast(3, 16) && kind is Postgres or ClairPostgres, () => "fast");
        Maybe("securityContext", minor.AtLeast(3, 17) && kind is ComponentKind.Quay or Mirror, () => new JsonObject { ["runAsUser"] = random.Next(1, 100_000) });
        Maybe("labels", true, () => Texts(random, LabelKeys));
        Maybe("annotations", true, () => Texts(random, ["team", "example.org/notes", "quay-version"]));
        return overrides;

        void Maybe(string name, bool accepted, Func<JsonNode?> value)
        {
            if (accepted && random.Next(2) == 0) overrides[name] = value();
        }
    }

    private static JsonArray Environment(Random random) =>
    [
        .. Variables.Where(_ => random.Next(3) == 0).Select(name => random.Next(3) > 0
            ? new JsonObject { ["name"] = name, ["value"] = random.Next(1000).ToString(CultureInfo.InvariantCulture) }
            : new JsonObject { ["name"] = name, ["valueFrom"] = new JsonObject { ["fieldRef"] = new JsonObject { ["fieldPath"] = "metadata.name" } } }),
    ];

    private static JsonObject Resources(Random random) => new()
    {
        ["limits"] = new JsonObject { ["memory"] = $"{random.Next(1, 9)}Gi" },
        ["requests"] = new JsonObject { ["cpu"] = $"{random.Next(1, 9)}00m" },
    };

    private static JsonObject Texts(Random random, string[] keys) =>
        new(keys.Where(_ => random.Next(2) == 0).Select(key => KeyValuePair.Create(key, (JsonNode?)$"v{random.Next(10)}")));
}
