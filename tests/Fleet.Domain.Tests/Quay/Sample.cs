using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Domain.Tests.Quay;

/// <summary>A registry on a cluster that has everything. Tests change what they are about.</summary>
internal static class Sample
{
    public const string Version = "3.x";

    public static ClusterFeatures Features { get; } = new("v1.20.2", true, true, true, true, true);

    public static ManagedKeys Keys { get; } = new(
        "database-secret-key", "secret-key",
        "postgresql://harbour-quay-database:database-password@harbour-quay-database:5432/harbour-quay-database",
        "root-password", "editor-password", "c2hhcmVkLWtleQ==");

    /// <summary>Making one takes longer than rendering a registry.</summary>
    private static readonly RSAParameters OneKey = RSA.Create(2048).ExportParameters(includePrivateParameters: true);

    public static Entropy Entropy { get; } = new(RandomNumberGenerator.Fill, () => RSA.Create(OneKey), DateTimeOffset.UnixEpoch);

    public static QuayRegistry Registry { get; } = new(
        "port", "harbour", "11111111-2222-3333-4444-555555555555", "1", 1,
        ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty,
        [], null, "harbour-bundle", [], QuayRegistryStatus.Empty with { CurrentVersion = Version });

    public static RenderFacts Facts(ReleaseMinor minor) => new(
        new QuayRelease(Version, minor, new ReleaseImages()),
        new ClusterFacts(Features, "apps.example.org", "-----BEGIN CERTIFICATE-----\n", "0a1b2c3d", "4e5f6071"),
        new ObjectStorageFacts(true, "s3.storage.svc", "bucket", "access", "secret"),
        Keys,
        new OperatorSettings("operators"),
        DatabaseUpgrades.None);

    public static ConfigBundle Bundle(string config = "{}", params IEnumerable<(string Name, string Text)> files) =>
        ConfigBundle.Of("harbour-bundle", files.Append((Name: "config.yaml", Text: config)).Select(file => KeyValuePair.Create(file.Name, file.Text)));

    public static EffectiveComponents Managed(ReleaseMinor minor) =>
        ((AutofillOutcome.Completed)Autofill.Complete([], minor, Features, tlsPairInBundle: false)).Components;

    public static EffectiveComponents Without(this EffectiveComponents components, params ComponentKind[] kinds) => new(
        [.. components.Components.Select(component => kinds.Any(kind => kind.ApiName() == component.Kind) ? component with { Managed = false } : component)]);

    public static EffectiveComponents With(this EffectiveComponents components, ComponentKind kind, ComponentOverrides overrides) => new(
        [.. components.Components.Select(component => component.Kind == kind.ApiName() ? component with { Overrides = overrides } : component)]);

    public static RenderOutcome.Rendered Render(
        ReleaseMinor minor, EffectiveComponents? components = null, ConfigBundle? bundle = null, RenderFacts? facts = null, QuayRegistry? registry = null)
    {
        var outcome = Renderer.Render(registry ?? Registry, components ?? Managed(minor), bundle ?? Bundle(), facts ?? Facts(minor), Entropy);
        return outcome as RenderOutcome.Rendered ?? throw new Xunit.Sdk.XunitException(outcome.ToString());
    }

    public static Refusal Refuse(
        ReleaseMinor minor, EffectiveComponents? components = null, ConfigBundle? bundle = null, RenderFacts? facts = null)
    {
        var outcome = Renderer.Render(Registry, components ?? Managed(minor), bundle ?? Bundle(), facts ?? Facts(minor), Entropy);
        return (outcome as RenderOutcome.Refused ?? throw new Xunit.Sdk.XunitException("it was rendered")).Refusal;
    }
}
