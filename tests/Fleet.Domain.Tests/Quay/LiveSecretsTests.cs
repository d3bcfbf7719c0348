using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary>A registry that somebody else deployed has Secrets of other names and bytes, which its pods mount.</summary>
public sealed class LiveSecretsTests
{
    private const string Config = "harbour-quay-config-secret-";
    private const string Bootstrap = "harbour-postgres-bootstrap-";

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void What_says_the_same_in_other_words_keeps_its_name_and_its_bytes_and_no_pod_is_rolled(int minor)
    {
        var release = new ReleaseMinor(3, minor);
        var running = Sample.Registry with { Status = Sample.Registry.Status with { CurrentVersion = release.ToString() } };
        var facts = Sample.Facts(release) with { Release = new QuayRelease(release.ToString(), release, new ReleaseImages()) };
        if (minor < 6) facts = facts with { SignedPair = null };
        var bundle = minor < 6 ? Sample.Bundle("{}", ("ssl.cert", "own"), ("ssl.key", "own")) : Sample.Bundle();
        var first = Sample.Render(release, bundle: bundle, facts: facts, registry: running);
        var live = new LiveSecrets([.. first.Objects.Where(IsHashed).Select(Reworded)]);

        var again = Sample.Render(release, bundle: bundle, facts: facts with { Live = live }, registry: running);

        Assert.NotEmpty(live.NewestFirst);
        Assert.Equal(live.NewestFirst.Select(secret => secret.Name).Order(), again.Objects.Where(IsHashed).Select(o => o.Key.Name).Order());
        foreach (var secret in live.NewestFirst)
            Assert.Equal(
                secret.Data.Select(file => Convert.ToBase64String(file.Value.Span)),
                (again.Objects.Single(o => o.Key.Name == secret.Name).Body["data"] as JsonObject ?? []).Select(file => (string)file.Value!));
        var templates = string.Join('\n', again.Objects.Where(o => o.Key.Kind != ResourceKind.Secret).Select(o => o.Body.ToJsonString()));
        Assert.All(first.Objects.Where(IsHashed), o => Assert.DoesNotContain(o.Key.Name, templates, StringComparison.Ordinal));
    }

    [Fact]
    public void What_says_something_else_gets_a_new_name()
    {
        var first = Sample.Render(Minors.V37);
        var live = Reworded(first.Objects.Single(o => o.Key.Name.StartsWith(Config, StringComparison.Ordinal)));

        var changed = Sample.Render(Minors.V37, bundle: Sample.Bundle("FEATURE_X: true"), facts: Sample.Facts(Minors.V37) with { Live = new LiveSecrets([live]) });

        Assert.DoesNotContain(changed.Objects, o => o.Key.Name == live.Name);
    }

    [Fact]
    public void The_name_that_follows_from_the_content_is_kept_where_it_is_there_already()
    {
        var first = Sample.Render(Minors.V37);
        var own = first.Objects.Single(o => o.Key.Name.StartsWith(Config, StringComparison.Ordinal));
        var live = new LiveSecrets([Reworded(own), new LiveSecret(own.Key.Name, Data(own))]);

        Assert.Contains(Sample.Render(Minors.V37, facts: Sample.Facts(Minors.V37) with { Live = live }).Objects, o => o.Key.Name == own.Key.Name);
    }

    [Theory]
    [InlineData("3.7.4", true)]
    [InlineData("v3.7.10", true)]
    [InlineData("3.6.9", false)]
    [InlineData(null, false)]
    public void The_operators_bootstrap_script_stays_as_long_as_the_minor_does(string? running, bool stays)
    {
        var live = new LiveSecret(Bootstrap + "g2h4k5m6t7", GeneratedSecret.Files([("create-extensions.sh", "#!/bin/bash\n# the operator's own\n")]));
        var registry = Sample.Registry with { Status = Sample.Registry.Status with { CurrentVersion = running } };

        var rendered = Sample.Render(Minors.V37, facts: Sample.Facts(Minors.V37) with { Live = new LiveSecrets([live]) }, registry: registry);

        Assert.Equal(stays, rendered.Objects.Any(o => o.Key.Name == live.Name));
    }

    private static bool IsHashed(RenderedObject o) =>
        o.Key.Kind == ResourceKind.Secret && o.Key.Name.Split('-')[^1] is { Length: 10 } suffix && suffix.All(c => "2456789bcdfghkmt".Contains(c, StringComparison.Ordinal));

    /// <summary>Another name, and YAML in other words.</summary>
    private static LiveSecret Reworded(RenderedObject o) => new(
        o.Key.Name[..^10] + "g2h4k5m6t7",
        Data(o).ToImmutableSortedDictionary(
            file => file.Key,
            file => file.Key.EndsWith(".yaml", StringComparison.Ordinal) && Encoding.UTF8.GetString(file.Value.Span) is var text && YamlReader.Read(text) is { } value
                ? Encoding.UTF8.GetBytes("# in other words\n" + value.ToJsonString())
                : file.Value,
            StringComparer.Ordinal));

    private static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> Data(RenderedObject o) =>
        (o.Body["data"] as JsonObject ?? []).ToImmutableSortedDictionary(
            file => file.Key, file => (ReadOnlyMemory<byte>)Convert.FromBase64String((string)file.Value!), StringComparer.Ordinal);
}
