using System.Collections.Immutable;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;

namespace Fleet.Gateway.Tests;

internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    public static ClusterSummary Cluster(string name, ConnectionState state = ConnectionState.Live, DateTimeOffset? sign = null, params (string, string)[] labels) => new(
        ClusterName.Parse(name),
        labels.ToImmutableSortedDictionary(label => label.Item1, label => label.Item2),
        ClusterMode.Observe,
        Paused: false,
        $"https://{name}.example.com:6443",
        new ClusterFeatures("v1.27.4", true, true, true, true, true),
        AppsDomain: null,
        state,
        StateMessage: "",
        sign ?? Noon,
        Blockers: [],
        Registries: 1);

    public static RegistrySummary Registry(string key, bool available = true, string? version = "3.7.10", params Blocker[] blockers) => new(
        RegistryKey.Parse(key),
        Uid: "uid-" + key,
        ImmutableSortedDictionary<string, string>.Empty.Add("app", "quay"),
        version,
        TargetVersion: "3.7.11",
        available,
        Paused: false,
        RegistryEndpoint: "https://quay.example.com",
        [new Condition(ConditionTypes.Available, available ? Condition.True : Condition.False, "r", "m", Noon, Noon)],
        [new ComponentSummary(ComponentKind.Redis, true, available, "r", "m", [])],
        [.. blockers],
        Noon);

    /// <summary>A registry called <c>pending</c> has an upgrade that waits to be approved; no other has.</summary>
    public static RegistrySummary? Pending(RegistryKey key) => key.Name != "pending"
        ? null
        : Registry(key.ToString()) with { TargetVersion = "3.7.10", Pending = new PendingUpgrade("3.7.10", "3.7.11", "3.7.11", "stable-3.7") };
}
