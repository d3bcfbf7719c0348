using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class ContentHashTests
{
    [Fact]
    public void An_empty_secret_of_3_7_has_the_operators_suffix() => Assert.Equal("46f8b28mk5", ContentHash.Of("any", GeneratedSecret.Files([]), Minors.V37));

    [Fact]
    public void From_3_7_on_the_name_has_no_influence() =>
        Assert.Equal(ContentHash.Of("a", Data("x"), Minors.V37), ContentHash.Of("b", Data("x"), Minors.V317));

    [Fact]
    public void Until_3_6_it_has() => Assert.NotEqual(ContentHash.Of("a", Data("x"), Minors.V36), ContentHash.Of("b", Data("x"), Minors.V36));

    [Fact]
    public void Long_values_are_hashed_wrapped_since_3_7()
    {
        // 53 bytes are 72 characters of base64, the first that wraps.
        Assert.NotEqual(ContentHash.Of("", Data(new string('x', 53)), Minors.V36), ContentHash.Of("", Data(new string('x', 53)), Minors.V37));
        Assert.Equal(ContentHash.Of("", Data(new string('x', 48)), Minors.V36), ContentHash.Of("", Data(new string('x', 48)), Minors.V37));
    }

    [Fact]
    public void Secrets_carry_their_hash_and_pods_refer_to_it()
    {
        foreach (var minor in Minors.All)
        {
            var rendered = Sample.Render(minor);
            var name = rendered.SecretBody("quay-config-secret")["metadata"]!["name"]!.GetValue<string>();
            Assert.Equal(name, rendered.Object("Deployment", "quay-app").Env().Value("QE_K8S_CONFIG_SECRET"));
        }
    }

    [Fact]
    public void Only_the_keys_keep_a_stable_name_since_3_7()
    {
        Assert.Equal(["harbour-quay-registry-managed-secret-keys"], Stable(Minors.V37));
        Assert.Equal([], Stable(Minors.V36));
        Assert.Equal(["harbour-clair-config-secret"], Stable(Minors.V34));

        static IEnumerable<string> Stable(ReleaseMinor minor) => Sample.Render(minor).Objects
            .Where(item => item.Key.Kind.Kind == "Secret")
            .Select(item => item.Key.Name)
            .Where(name => !System.Text.RegularExpressions.Regex.IsMatch(name, "-[b-df-hkmt2-9g]{10}$"));
    }

    [Fact]
    public void Any_change_of_the_configuration_changes_its_name()
    {
        string Name(string config) => Sample.Render(Minors.V37, bundle: Sample.Bundle(config)).SecretBody("quay-config-secret")["metadata"]!["name"]!.GetValue<string>();
        Assert.NotEqual(Name("FEATURE_MAILING: false"), Name("FEATURE_MAILING: true"));
        Assert.Equal(Name("{A: 1, B: 2}"), Name("{B: 2, A: 1}"));
    }

    private static System.Collections.Immutable.ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Data(string text) =>
        GeneratedSecret.Files([("key", text)]);
}
