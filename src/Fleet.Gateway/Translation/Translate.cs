using System.Runtime.CompilerServices;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Grains.Registries;
using Wire = Fleet.Api.V1;

namespace Fleet.Gateway.Translation;

/// <summary>The domain as the API shows it.</summary>
internal static class Translate
{
    // A reading stays what it is while nothing changes, and is asked for again and again.
    private static readonly ConditionalWeakTable<RegistryReading, Wire.Registry> Translated = [];

    public static Wire.Cluster ToWire(this ClusterReading reading)
    {
        var cluster = reading.Summary;
        return new Wire.Cluster(
            cluster.Name.ToString(),
            cluster.Labels,
            cluster.Mode.ToWire(),
            cluster.Paused,
            cluster.Endpoint,
            cluster.State.ToWire(),
            cluster.StateMessage,
            reading.Freshness.ToWire(),
            cluster.LastSignOfLife,
            [.. reading.Blockers.Select(ToWire)],
            cluster.Features?.KubernetesVersion,
            cluster.Features is { } features
                ? new Wire.ClusterFeatures(features.Routes, features.ObjectBucketClaims, features.Prometheus, features.AutoscalingV2, features.QuayRegistries)
                : null,
            cluster.AppsDomain,
            cluster.Registries,
            cluster.Subscription?.Channel,
            cluster.Subscription?.Approval?.ToWire(),
            cluster.Services?.Prometheus,
            cluster.Services?.SmokeSecret,
            cluster.Policy?.ToWire(),
            cluster.CredentialsExpireAt);
    }

    private static Wire.ClusterPolicy ToWire(this Fleet.Domain.Clusters.ClusterPolicy policy) => new(
        ImageOverrides.Entries(policy.Images).ToDictionary(StringComparer.Ordinal), policy.KeepSpec, policy.ReconfigureUrl, policy.Namespaces, policy.Fips, policy.NodeSelector, policy.Tolerations,
        policy.HttpProxy, policy.HttpsProxy, policy.NoProxy);

    public static Wire.Registry ToWire(this RegistryReading reading) => Translated.GetValue(reading, Anew);

    private static Wire.Registry Anew(RegistryReading reading)
    {
        var registry = reading.Summary;
        return new Wire.Registry(
            registry.Key.Cluster.ToString(),
            registry.Key.Namespace,
            registry.Key.Name,
            registry.Uid,
            registry.CurrentVersion,
            registry.TargetVersion,
            registry.Available,
            reading.Freshness.ToWire(),
            [.. reading.Blockers.Select(ToWire)],
            [.. registry.Conditions.Select(ToWire)],
            new Wire.ComponentCount(registry.Components.Count(component => component.Ready), registry.Components.Length),
            registry.RegistryEndpoint,
            registry.ObservedAt,
            registry.Labels,
            reading.ClusterLabels,
            registry.Paused,
            registry.Pending?.To);
    }

    public static Wire.Component ToWire(this ComponentSummary component) => new(
        component.Kind.ApiName(),
        component.Managed,
        component.Ready,
        component.Reason,
        component.Message,
        [.. component.Objects.Select(o => new Wire.ComponentObject(o.Kind, o.Namespace, o.Name, o.Present, o.Message))]);

    public static Wire.RegistryEvent ToWire(this RegistryEvent item) =>
        new(item.Type, item.Reason, item.Message, item.Object, item.Count, item.LastSeen);

    public static Wire.Freshness ToWire(this Freshness freshness) => freshness switch
    {
        Freshness.Stale => Wire.Freshness.Stale,
        Freshness.Live => Wire.Freshness.Live,
        Freshness.Unreachable => Wire.Freshness.Unreachable,
        Freshness.Unauthorised => Wire.Freshness.Unauthorised,
        _ => throw new ArgumentOutOfRangeException(nameof(freshness), freshness, "unknown freshness"),
    };

    private static Wire.ClusterMode ToWire(this Fleet.Domain.Clusters.ClusterMode mode) => mode switch
    {
        Fleet.Domain.Clusters.ClusterMode.Observe => Wire.ClusterMode.Observe,
        Fleet.Domain.Clusters.ClusterMode.Reconcile => Wire.ClusterMode.Reconcile,
        Fleet.Domain.Clusters.ClusterMode.Olm => Wire.ClusterMode.Olm,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "unknown mode"),
    };

    private static Wire.ConnectionState ToWire(this ConnectionState state) => state switch
    {
        ConnectionState.Connecting => Wire.ConnectionState.Connecting,
        ConnectionState.Syncing => Wire.ConnectionState.Syncing,
        ConnectionState.Live => Wire.ConnectionState.Live,
        ConnectionState.Unreachable => Wire.ConnectionState.Unreachable,
        ConnectionState.Unauthorised => Wire.ConnectionState.Unauthorised,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "unknown state"),
    };

    public static Wire.Blocker ToWire(this Blocker blocker) => new(blocker.Code, blocker.Message, blocker.NextChange);

    public static Wire.ConditionTransition ToWire(this ConditionTransition transition) =>
        new(transition.At, transition.Type, transition.From, transition.To, transition.Reason, transition.Message);

    private static Wire.Condition ToWire(this Condition condition) =>
        new(condition.Type, condition.Status, condition.Reason, condition.Message, condition.LastUpdateTime, condition.LastTransitionTime);
}
