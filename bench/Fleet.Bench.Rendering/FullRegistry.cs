using System.Collections.Immutable;
using System.Security.Cryptography;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;

namespace Fleet.Bench.Rendering;

/// <summary>A registry of release 3.7 with every component managed, whose keys are stored: what nearly every pass renders.</summary>
internal static class FullRegistry
{
    private static readonly ReleaseMinor Minor = new(3, 7);

    private static readonly ClusterFeatures Features = new("v1.20.2", true, true, true, true, true);

    private static readonly Entropy Entropy = new(RandomNumberGenerator.Fill, () => RSA.Create(2048), DateTimeOffset.UnixEpoch);

    private static readonly QuayRegistry Registry = new(
        "port", "harbour", "11111111-2222-3333-4444-555555555555", "1", 1,
        ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, string>.Empty,
        [], null, "harbour-bundle", [], QuayRegistryStatus.Empty with { CurrentVersion = "3.7.11" });

    private static readonly ConfigBundle Bundle = ConfigBundle.Of("harbour-bundle", DefaultBundle.Files(Minor, redHatBranding: false));

    private static readonly EffectiveComponents Components =
        Autofill.Complete([], Minor, Features, tlsPairInBundle: false) is AutofillOutcome.Completed completed ? completed.Components : throw new InvalidOperationException("it is refused");

    private static readonly RenderFacts Facts = Stored(new RenderFacts(
        new QuayRelease("3.7.11", Minor, new ReleaseImages()),
        new ClusterFacts(Features, "apps.example.org", "-----BEGIN CERTIFICATE-----\n", "0a1b2c3d", "4e5f6071"),
        new ObjectStorageFacts(true, "s3.storage.svc", "bucket", "access", "secret"),
        ManagedKeys.None,
        new OperatorSettings("operators"),
        DatabaseUpgrades.None));

    public static RenderOutcome.Rendered Render() => Render(Facts);

    private static RenderFacts Stored(RenderFacts facts) => facts with { StoredKeys = Render(facts).Keys };

    private static RenderOutcome.Rendered Render(RenderFacts facts) =>
        Renderer.Render(Registry, Components, Bundle, facts, Entropy) as RenderOutcome.Rendered ?? throw new InvalidOperationException("it is refused");
}
