using CsCheck;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary>Faulty <c>config.yaml</c> files end in a refusal, never in an exception.</summary>
public class ConfigFileTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    public void An_empty_file_is_refused_with_its_remedy(string config)
    {
        var refusal = Sample.Refuse(Minors.V37, bundle: Sample.Bundle(config));
        Assert.Equal(Refusal.ConfigInvalid, refusal.Reason);
        Assert.Contains("harbour-bundle has an empty config.yaml", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_refused() =>
        Assert.Contains("has no config.yaml", Sample.Refuse(Minors.V37, bundle: ConfigBundle.Of("b", [])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[a, b]")]
    [InlineData("just words")]
    [InlineData("a: [")]
    [InlineData("a: b: c")]
    [InlineData("? {a: b}\n: c")]
    [InlineData("a: .nan")]
    [InlineData("a: *nothing")]
    [InlineData("a: 'x")]
    public void What_is_no_mapping_is_refused(string config)
    {
        var refusal = Sample.Refuse(Minors.V37, bundle: Sample.Bundle(config));
        Assert.Equal(Refusal.RouteDependency, refusal.Reason);
        Assert.StartsWith("could not check for `Routes` API: unable to parse config.yaml: ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SERVER_HOSTNAME: 5", "could not check for `Routes` API: SERVER_HOSTNAME must be of type string")]
    [InlineData("PREFERRED_URL_SCHEME: yes", "could not check for `Routes` API: PREFERRED_URL_SCHEME must be of type string")]
    [InlineData("EXTERNAL_TLS_TERMINATION: 'true'", "could not check for `Routes` API: EXTERNAL_TLS_TERMINATION must be of type bool")]
    [InlineData("BUILDMAN_HOSTNAME: [a]", "could not check for build manager support: BUILDMAN_HOSTNAME must be of type string")]
    public void Wrong_types_are_refused(string config, string message) =>
        Assert.Equal(message, Sample.Refuse(Minors.V37, bundle: Sample.Bundle(config)).Message);

    [Fact]
    public void Later_releases_give_another_reason() =>
        Assert.Equal(
            new Refusal(Refusal.ConfigInvalid, "unable to parse SERVER_HOSTNAME from config: SERVER_HOSTNAME must be of type string"),
            Sample.Refuse(Minors.V317, bundle: Sample.Bundle("SERVER_HOSTNAME: 5")));

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));
        Assert.Contains("multiplying", Sample.Refuse(Minors.V37, bundle: Sample.Bundle(bomb)).Message, StringComparison.Ordinal);
    }

    /// <summary>A megabyte, as much as a Secret holds, that would take two gigabytes of copies.</summary>
    [Fact]
    public void Anchors_that_multiply_are_refused()
    {
        var nested = string.Concat(Enumerable.Range(0, 190).Select(i => $"&a{i} [")) + string.Concat(Enumerable.Repeat("x,", 150_000)) + new string(']', 190);
        Assert.Contains("multiplying", Sample.Refuse(Minors.V37, bundle: Sample.Bundle($"X: {nested}")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_that_reads_as_an_alias_is_not_told() =>
        Assert.DoesNotContain("sesame", Sample.Refuse(Minors.V37, bundle: Sample.Bundle("PASSWORD: *sesame")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_users_own_piece_must_be_a_mapping_too() =>
        Assert.Equal(
            "could not inflate kubernetes objects: my.config.yaml must hold a mapping of settings",
            Sample.Refuse(Minors.V37, bundle: Sample.Bundle("{}", ("my.config.yaml", "- a"))).Message);

    [Fact]
    public void Whatever_a_file_holds_it_is_read_or_refused()
    {
        string[] pieces = ["{", "}", "[", "]", ":", "-", "?", "!", "!!", "&a", "*a", "|", ">", "'", "\"", "#", "%", "---", "...", "\n", " ", "\t", ",", "a", "0", "\0", "\uFEFF"];
        var marks = Gen.Int[0, pieces.Length - 1].Select(i => pieces[i]);
        var text = Gen.OneOf(marks.Array[0, 40].Select(string.Concat), Gen.Char.Array[0, 60].Select(characters => new string(characters)));
        text.Sample(
            config => Renderer.Render(Sample.Registry, Sample.Managed(Minors.V37), Sample.Bundle(config), Sample.Facts(Minors.V37), Sample.Entropy)
                is RenderOutcome.Rendered or RenderOutcome.Refused,
            iter: 3000);
    }
}
