using CsCheck;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary>A byte of difference would give Secrets new names and roll pods. CsCheck prints the seed of a failure.</summary>
public class DeterminismTests
{
    private static readonly Gen<(ReleaseMinor Minor, ComponentKind[] Unmanaged, (string Key, int Value)[] Settings, int Seed)> Cases =
        Gen.Select(
            Gen.Int[7, 17].Select(minor => new ReleaseMinor(3, minor)),
            Gen.Int[0, ComponentKinds.All.Length - 1].Select(index => ComponentKinds.All[index]).Array[0, 4],
            Gen.Select(Gen.String[Gen.Char['A', 'Z'], 1, 8], Gen.Int).Array[0, 8],
            Gen.Int);

    [Fact]
    public void Equal_inputs_in_any_order_give_equal_bytes() => Cases.Sample(
        (minor, unmanaged, settings, seed) =>
        {
            var distinct = settings.DistinctBy(setting => setting.Key).ToArray();
            var components = Sample.Managed(minor).Without(unmanaged);
            var facts = Sample.Facts(minor);
            // A first pass generates what is missing; from then on every key is stored.
            facts = facts with { StoredKeys = Render(minor, components, distinct, facts).Keys };
            var shuffled = distinct.OrderBy(setting => HashCode.Combine(setting.Key.Sum(c => c), seed)).ToArray();
            Assert.Equal(Bytes(Render(minor, components, distinct, facts)), Bytes(Render(minor, components, shuffled, facts)));
        },
        iter: 60);

    [Fact]
    public void Whatever_is_unmanaged_every_reference_to_a_generated_secret_finds_it() => Cases.Sample(
        (minor, unmanaged, settings, _) =>
        {
            var rendered = Render(minor, Sample.Managed(minor).Without(unmanaged), settings.DistinctBy(setting => setting.Key).ToArray(), Sample.Facts(minor));
            var names = rendered.Objects.Select(item => item.Key.Name).ToHashSet();
            foreach (var item in rendered.Objects.Where(item => item.Key.Kind.Kind is "Deployment" or "Job"))
                foreach (System.Text.RegularExpressions.Match match in System.Text.RegularExpressions.Regex.Matches(item.Body["spec"]!.ToJsonString(), "\"(?:secretName|claimName)\":\"([^\"]+)\""))
                    Assert.Contains(match.Groups[1].Value, names);
        },
        iter: 60);

    private static RenderOutcome.Rendered Render(
        ReleaseMinor minor, EffectiveComponents components, (string Key, int Value)[] settings, RenderFacts facts) =>
        Sample.Render(minor, components, Sample.Bundle("{" + string.Join(", ", settings.Select(setting => $"X_{setting.Key}: {setting.Value}")) + "}"), facts);

    private static string Bytes(RenderOutcome.Rendered rendered) => YamlWriter.Write(rendered.Objects.Select(item => item.Body));
}
