using Fleet.Domain.Releases;

namespace Fleet.Domain.Quay.Rendering;

/// <summary>What the components of one registry ask while they are rendered.</summary>
/// <param name="SecretNames">Whole names of the generated Secrets, by suffix.</param>
internal sealed record Build(
    QuayRegistry Registry,
    EffectiveComponents Components,
    RenderFacts Facts,
    Overlay Overlay,
    string ServerHostname,
    string BuildManagerHostname,
    IReadOnlyDictionary<string, string> SecretNames)
{
    public ReleaseMinor Minor => Facts.Release.Minor;

    public ReleaseImages Images { get; } = RenderedImages.Of(Facts.Release, Components);

    public bool AtLeast(int major, int minor) => Minor.AtLeast(major, minor);

    public bool Before(int major, int minor) => Minor.Before(major, minor);

    public bool Manages(ComponentKind kind) => Components.Manages(kind);

    /// <summary>The name of an object of this registry.</summary>
    public string Name(string suffix) => $"{Registry.Name}-{suffix}";

    /// <summary>The name of a generated Secret. A reference to one that is not rendered keeps the bare suffix, as in kustomize.</summary>
    public string Secret(string suffix) => SecretNames.GetValueOrDefault(suffix, suffix);
}
