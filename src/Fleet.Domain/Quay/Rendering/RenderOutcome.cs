using System.Collections.Immutable;
using Fleet.Domain.Quay.Configuration;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>What came of rendering a registry.</summary>
public abstract record RenderOutcome
{
    private RenderOutcome()
    {
    }

    /// <param name="Objects">In the order of emission; <see cref="ApplyOrder"/> says in which to apply them.</param>
    /// <param name="Keys">The keys in use, generated ones included. They are in <paramref name="Objects"/>, and have to be stored before
    /// anything that uses them.</param>
    /// <param name="DatabaseUri">The one Quay uses, the user's or the managed database's; secret. Null without one.</param>
    /// <param name="ServerHostname">Empty when neither the user nor the cluster gives one.</param>
    /// <param name="RegistryEndpoint">For the status; null to leave what stands there.</param>
    /// <param name="ConfigEditorEndpoint">For the status; empty without a Route to the editor, null without an editor [3.10+].</param>
    /// <param name="ConfigEditorCredentialsSecret">For the status; null without an editor [3.10+].</param>
    public sealed record Rendered(
        ImmutableArray<RenderedObject> Objects,
        ManagedKeys Keys,
        string? DatabaseUri,
        Overlay Overlay,
        string ServerHostname,
        string? RegistryEndpoint,
        string? ConfigEditorEndpoint,
        string? ConfigEditorCredentialsSecret) : RenderOutcome
    {
        /// <summary>Most of it is secret.</summary>
        public override string ToString() => $"{nameof(Rendered)} {Objects.Length} objects";
    }

    /// <summary>Nothing is applied until the cause is removed.</summary>
    public sealed record Refused(Refusal Refusal) : RenderOutcome;
}
