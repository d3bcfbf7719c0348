using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>Who lets an upgrade begin.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Approval>))]
public enum Approval
{
    /// <summary>Somebody approves each upgrade.</summary>
    Manual,

    /// <summary>An upgrade begins as soon as the channel has it.</summary>
    Automatic,
}

/// <summary>An upgrade that nobody has approved yet.</summary>
/// <param name="From">What runs.</param>
/// <param name="To">The next step on the way to the head.</param>
/// <param name="Head">Where the channel leads in the end.</param>
/// <param name="Channel">The channel that is followed.</param>
public sealed record PendingUpgrade(string Cluster, string Namespace, string Name, string From, string To, string Head, string Channel, Freshness Freshness);

/// <summary>Lets an upgrade begin.</summary>
/// <param name="Version">The version to go to; what is pending when absent.</param>
public sealed record ApproveUpgrade(string? Version = null);

/// <summary>What the registries of a cluster follow, unless their own annotations say otherwise.</summary>
/// <param name="Channel">For example <c>stable-3.7</c>; none when absent.</param>
/// <param name="Approval"><c>Manual</c> or <c>Automatic</c>; the channel's when absent.</param>
public sealed record Subscription(string? Channel = null, string? Approval = null);

/// <summary>A channel of the fleet's catalog.</summary>
/// <param name="Head">What it leads to.</param>
/// <param name="Default">Whether a new registry that asks for nothing gets its head.</param>
/// <param name="Approval">Who lets its upgrades begin where neither the registry nor its cluster says; null when nobody says, which is Manual.</param>
public sealed record Channel(string Name, string Head, bool Default, int Releases, Approval? Approval);

/// <summary>Says who lets the upgrades of a channel begin.</summary>
/// <param name="Approval"><c>Manual</c> or <c>Automatic</c>; nobody says when absent.</param>
public sealed record SetApproval(string? Approval = null);

/// <summary>A schema migration that has ended.</summary>
/// <param name="Version">The version it was to lead to.</param>
/// <param name="SchemaRevision">As the catalog had it then; null when it had none.</param>
/// <param name="Outcome"><c>Succeeded</c> or <c>Failed</c>.</param>
/// <param name="Seconds">How long it took; null when the cluster does not tell.</param>
/// <param name="Message">Why it failed; empty when it succeeded.</param>
public sealed record Migration(string Version, string? SchemaRevision, string Outcome, DateTimeOffset? EndedAt, double? Seconds, string Message);
