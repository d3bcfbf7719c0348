using System.Text.Json.Serialization;

namespace Fleet.Api.V1;

/// <summary>A rollout to be planned or started, as text.</summary>
/// <param name="Content">YAML or JSON, <c>kind: Rollout</c>.</param>
/// <param name="File">How messages call it.</param>
public sealed record StartRollout(string? Content = null, string? File = null);

/// <summary>What a verb is about.</summary>
/// <param name="Subject">A stage, or a registry as <c>cluster/namespace/name</c>; where it can be told without, it may be absent.</param>
public sealed record RolloutAction(string? Subject = null);

/// <summary>A rollout.</summary>
/// <param name="Target">The version.</param>
/// <param name="Phase"><c>Planned</c>, <c>Running</c>, <c>Paused</c>, <c>Succeeded</c>, <c>Aborted</c>, <c>RollingBack</c> or <c>RolledBack</c>.</param>
/// <param name="Reason">Why it is paused, aborted or rolled back; empty otherwise.</param>
/// <param name="Blockers">What it waits for.</param>
/// <param name="Refusals">Registries that are selected and cannot go there, which the rollout leaves alone.</param>
/// <param name="Forecast">How long its migrations took before, one after another as the stages allow, in seconds; null when not known of every registry.</param>
/// <param name="Units">Null in lists.</param>
public sealed record Rollout(
    string Name,
    string Phase,
    string Target,
    string Author,
    DateTimeOffset PlannedAt,
    string Reason,
    IReadOnlyList<RolloutStage> Stages,
    IReadOnlyList<Blocker> Blockers,
    IReadOnlyList<RolloutRefusal> Refusals,
    double? Forecast,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RolloutUnit>? Units = null);

/// <summary>A stage of a rollout and how far it is.</summary>
/// <param name="Phase"><c>Pending</c>, <c>Blocked</c>, <c>Running</c>, <c>Soaking</c>, <c>Succeeded</c>, <c>Failed</c> or <c>RolledBack</c>.</param>
/// <param name="FailureBudget">Null for none.</param>
/// <param name="Before">The gates that its claims wait for, in words.</param>
/// <param name="After">The gates that its end waits for, in words.</param>
public sealed record RolloutStage(
    string Name,
    string Phase,
    int Units,
    int Pending,
    int InFlight,
    int Soaking,
    int Succeeded,
    int Failed,
    int Skipped,
    int Queued,
    int MaxConcurrency,
    int? FailureBudget,
    IReadOnlyList<string> Before,
    IReadOnlyList<string> After,
    int RolledBack);

/// <summary>A registry of a rollout.</summary>
/// <param name="Registry"><c>cluster/namespace/name</c>.</param>
/// <param name="Why">Why it is where it is; empty when that needs no words.</param>
/// <param name="Others">The other registries of its replica set, which go together with it; absent when it is alone.</param>
/// <param name="Downtime">How long Quay was scaled to 0 for its last migration, in seconds; absent when not known.</param>
public sealed record RolloutUnit(
    string Registry,
    string Stage,
    string Phase,
    int Attempt,
    string? From,
    DateTimeOffset? ClaimedAt,
    DateTimeOffset? HealthySince,
    string Why,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Others = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Downtime = null);

/// <summary>A registry that cannot go there, and why.</summary>
public sealed record RolloutRefusal(string Registry, string Reason);

/// <summary>The data of an event of a rollout's <c>watch</c>.</summary>
/// <param name="Rollout">As it is now; null for <c>heartbeat</c>.</param>
/// <param name="At">When it was sent.</param>
public sealed record RolloutWatchEvent([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Rollout? Rollout, DateTimeOffset At);

/// <summary>Something that happened to a rollout.</summary>
/// <param name="Kind">For example <c>claimed</c>.</param>
/// <param name="Subject">A stage or a registry; null when it is about the whole rollout.</param>
public sealed record RolloutEntry(long Sequence, DateTimeOffset At, string Kind, string? Subject, string? By, string Message);
