using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Fleet.Domain.Quay;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Status;

/// <summary>A registry as the fleet shows it: small enough that a gateway holds all of them.</summary>
/// <param name="CurrentVersion">The version whose migrations completed last; null before the first.</param>
/// <param name="TargetVersion">The version the registry is meant to run; null while nothing decides it (mode observe).</param>
/// <param name="Available">The condition <c>Available</c> is True.</param>
/// <param name="Components">One per component of the effective list, in its order.</param>
/// <param name="Upgrade">Null while nothing decides the version (mode observe).</param>
/// <param name="Pending">What its channel has for it and nobody has approved.</param>
/// <param name="LastMigration">The last one that ended; null when none is known.</param>
/// <param name="ObservedAt">When the newest observation behind this summary was made.</param>
public sealed record RegistrySummary(
    RegistryKey Key,
    string Uid,
    ImmutableSortedDictionary<string, string> Labels,
    string? CurrentVersion,
    string? TargetVersion,
    bool Available,
    bool Paused,
    string? RegistryEndpoint,
    ImmutableArray<Condition> Conditions,
    ImmutableArray<ComponentSummary> Components,
    ImmutableArray<Blocker> Blockers,
    DateTimeOffset ObservedAt,
    UpgradeObservation? Upgrade = null,
    PendingUpgrade? Pending = null,
    MigrationRecord? LastMigration = null)
{
    /// <summary>Why nobody may write to it: people want it left alone. Null when the fleet may.</summary>
    [JsonIgnore]
    public Blocker? Hold => Blockers.FirstOrDefault(blocker => blocker.Code is BlockerCodes.Paused or BlockerCodes.Fenced or BlockerCodes.FleetStopped);
}

/// <summary>What the last completed pass proves of a version that was asked for.</summary>
/// <param name="Claim">The annotation <c>quay-fleet/claim</c> that it had read; null when there was none.</param>
/// <param name="OnTarget">
/// Nothing has changed since, the target version is the current one, and every managed Deployment runs the template that was applied, with all
/// replicas updated and available.
/// </param>
/// <param name="Carried">The annotation as it is now, read by a pass or not.</param>
public sealed record UpgradeObservation(string? Claim, bool OnTarget, string? Carried = null);

/// <summary>A component of a registry as the fleet shows it.</summary>
public sealed record ComponentSummary(
    ComponentKind Kind,
    bool Managed,
    bool Ready,
    string Reason,
    string Message,
    ImmutableArray<ObjectSummary> Objects);

/// <summary>An object that a component applies.</summary>
/// <param name="Present">It was seen on the cluster.</param>
/// <param name="Message">For example <c>2 of 2 replicas available</c>; empty for kinds without progress.</param>
public sealed record ObjectSummary(string Kind, string Namespace, string Name, bool Present, string Message);
