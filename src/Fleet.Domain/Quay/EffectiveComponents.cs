using System.Collections.Immutable;

namespace Fleet.Domain.Quay;

/// <summary>
/// The components of a registry after defaulting, in the order of <c>spec.components</c>: what the user listed, then what was appended. The
/// order decides which problem is reported first and in which order objects are rendered.
/// </summary>
public sealed record EffectiveComponents(ImmutableArray<ComponentSpec> Components)
{
    /// <summary>Quay itself is always managed; a kind that is not listed is not.</summary>
    public bool Manages(ComponentKind kind) => kind == ComponentKind.Quay || Find(kind) is { Managed: true };

    public bool Lists(ComponentKind kind) => Find(kind) is not null;

    /// <summary>The overrides of a kind; null without any.</summary>
    public ComponentOverrides? Overrides(ComponentKind kind) => Find(kind)?.Overrides;

    /// <summary>The managed components of known kinds, each once, in order.</summary>
    public ImmutableArray<ComponentKind> Managed =>
    [
        .. Components.Where(component => component.Managed)
            .Select(component => ComponentKinds.TryParse(component.Kind, out var kind) ? kind : (ComponentKind?)null)
            .OfType<ComponentKind>()
            .Distinct(),
    ];

    private ComponentSpec? Find(ComponentKind kind)
    {
        var name = kind.ApiName();
        return Components.FirstOrDefault(component => component.Kind == name);
    }
}
