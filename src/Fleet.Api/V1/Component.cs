namespace Fleet.Api.V1;

/// <summary>A component of a registry.</summary>
/// <param name="Kind">As in <c>spec.components</c>, for example <c>clairpostgres</c>.</param>
public sealed record Component(
    string Kind, bool Managed, bool Ready, string Reason, string Message, IReadOnlyList<ComponentObject> Objects);

/// <summary>An object that a component applies.</summary>
/// <param name="Present">It was seen on the cluster.</param>
public sealed record ComponentObject(string Kind, string Namespace, string Name, bool Present, string Message);
