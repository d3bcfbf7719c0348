using System.Text.Json.Serialization;

namespace Fleet.Domain.Clusters;

/// <summary>Who reconciles the registries of a cluster.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClusterMode>))]
public enum ClusterMode
{
    /// <summary>Someone else; the fleet only reads. The default of a cluster that is added.</summary>
    [JsonStringEnumMemberName("observe")] Observe,

    /// <summary>The fleet: it renders, applies, prunes and upgrades.</summary>
    [JsonStringEnumMemberName("reconcile")] Reconcile,

    /// <summary>The in-cluster Quay Operator, installed by OLM; the fleet steers OLM.</summary>
    [JsonStringEnumMemberName("olm")] Olm,
}
