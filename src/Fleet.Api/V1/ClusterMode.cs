using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>Who reconciles the registries of a cluster.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClusterMode>))]
public enum ClusterMode
{
    /// <summary>Someone else; the fleet only reads.</summary>
    [JsonStringEnumMemberName("observe")] Observe,

    /// <summary>The fleet.</summary>
    [JsonStringEnumMemberName("reconcile")] Reconcile,

    /// <summary>The in-cluster Quay Operator, installed by OLM.</summary>
    [JsonStringEnumMemberName("olm")] Olm,
}
