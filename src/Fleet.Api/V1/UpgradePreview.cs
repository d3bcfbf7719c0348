namespace Fleet.Api.V1;

/// <summary>What an upgrade would change of a registry's objects, as its cluster sees it in a dry run.</summary>
/// <param name="Faults">What is in the way; empty when nothing is.</param>
/// <param name="Objects">Those that would not stay as they are. What is superseded is removed later, and not told here.</param>
/// <param name="Downtime">How long Quay was scaled to 0 for the last migration, in seconds; null when not known.</param>
public sealed record UpgradePreview(string Registry, string? From, string Version, IReadOnlyList<string> Faults, IReadOnlyList<ObjectPreview> Objects, double? Downtime);

/// <param name="Namespace">Empty for what belongs to the whole cluster.</param>
/// <param name="Change"><c>Created</c>, <c>Changed</c> or <c>Replaced</c>.</param>
/// <param name="Fields">Of one that would be changed. Contents of Secrets and values of environment variables are not shown.</param>
public sealed record ObjectPreview(string Kind, string Namespace, string Name, string Change, IReadOnlyList<FieldChange> Fields);
