namespace Fleet.Api.V1;

/// <summary>A core Event of a registry, fetched from its cluster on demand.</summary>
/// <param name="Type"><c>Normal</c> or <c>Warning</c>.</param>
/// <param name="Object">What it is about, for example <c>Pod/quay-app-1</c>.</param>
public sealed record RegistryEvent(string Type, string Reason, string Message, string Object, int Count, DateTimeOffset? LastSeen);
