using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Tests.Quay;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class StoredSecretsTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void What_was_generated_once_is_found_again_and_renders_the_same_bytes(int minor)
    {
        var release = new ReleaseMinor(3, minor);
        var entropy = new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20000));
        var facts = Sample.Facts(release) with { StoredKeys = ManagedKeys.None };
        var first = Render(facts);

        var stored = StoredSecrets.Among("harbour", "uid", Secrets(first));
        var second = Render(facts with { StoredKeys = stored.Keys, SignedPair = stored.SignedPair, Migrated = true });
        var third = Render(facts with { StoredKeys = stored.Keys, SignedPair = stored.SignedPair, Migrated = true });

        Assert.Equal(first.Keys with { }, second.Keys);
        Assert.Equal(second.Objects.Select(o => o.Body.ToJsonString()), third.Objects.Select(o => o.Body.ToJsonString()));
        Assert.Equal(Names(first), Names(second));

        RenderOutcome.Rendered Render(RenderFacts with) =>
            Assert.IsType<RenderOutcome.Rendered>(Renderer.Render(Sample.Registry, Sample.Managed(release), Sample.Bundle(), with, entropy));
    }

    [Fact]
    public void A_newer_copy_wins_and_an_older_one_gives_what_it_lacks()
    {
        var keys = StoredSecrets.Among("r", "uid", [
            Secret("r-quay-registry-managed-secret-keys-aaaaaaaaaa", 5, ("SECRET_KEY", "old"), ("DB_URI", "uri")),
            Secret("r-quay-registry-managed-secret-keys-bbbbbbbbbb", 9, ("SECRET_KEY", "new")),
            Secret("r-quay-config-secret-cccccccccc", 7, ("config.yaml", "a: [broken")),
            Secret("r-other-quay-registry-managed-secret-keys-dddddddddd", 10, ("SECRET_KEY", "another registry's")),
        ]).Keys;

        Assert.Equal(("new", "uri"), (keys.SecretKey, keys.DbUri));
        Assert.Null(keys.ScannerPreSharedKey);
    }

    private static IEnumerable<string> Names(RenderOutcome.Rendered rendered) =>
        rendered.Objects.Where(o => o.Key.Kind == ResourceKind.Secret).Select(o => o.Key.Name).Order(StringComparer.Ordinal);

    private static IEnumerable<JsonObject> Secrets(RenderOutcome.Rendered rendered) =>
        rendered.Objects.Where(o => o.Key.Kind == ResourceKind.Secret).Select(o => o.Body);

    private static JsonObject Secret(string name, int version, params (string Key, string Value)[] data) => new()
    {
        ["metadata"] = new JsonObject { ["name"] = name, ["resourceVersion"] = version.ToString(CultureInfo.InvariantCulture) },
        ["data"] = new JsonObject(data.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(entry.Value))))),
    };
}
