using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>
/// One object a registry needs, ready for server-side apply: no nulls, no <c>status</c>, nothing the server is to fill in.
/// </summary>
/// <param name="Component">Who applies it and answers for its health. What belongs to no other component is Quay's.</param>
/// <param name="Body">The whole object. Not to be changed by its holder.</param>
public sealed record RenderedObject(ObjectKey Key, ComponentKind Component, JsonObject Body)
{
    /// <summary>Bodies of Secrets are secret.</summary>
    public override string ToString() => $"{Key} ({Component.ApiName()})";
}
