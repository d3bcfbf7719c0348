using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>What is being done to a registry.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<OperationKind>))]
public enum OperationKind
{
    /// <summary>It has never run a version yet.</summary>
    [JsonStringEnumMemberName("install")]
    Install,

    /// <summary>It goes to another version, or back to one.</summary>
    [JsonStringEnumMemberName("upgrade")]
    Upgrade,

    /// <summary>Its database is migrated, though its version stays.</summary>
    [JsonStringEnumMemberName("migration")]
    Migration,

    /// <summary>A change of what it is made of reaches its pods.</summary>
    [JsonStringEnumMemberName("change")]
    Change,
}

/// <summary>An operation that is under way.</summary>
/// <param name="From">What runs; null before the first.</param>
/// <param name="To">What is meant to run.</param>
/// <param name="Migrating">Its database is being migrated now, and Quay is scaled to 0 meanwhile.</param>
/// <param name="Since">When the migration began; null while none runs.</param>
/// <param name="Rollout">The rollout that has claimed it; null for none.</param>
/// <param name="WaitsFor">What stands in its way, in words; null when nothing does.</param>
public sealed record Operation(
    string Cluster, string Namespace, string Name, OperationKind Kind, string? From, string To, bool Migrating, DateTimeOffset? Since, string? Rollout, string? WaitsFor, Freshness Freshness);
