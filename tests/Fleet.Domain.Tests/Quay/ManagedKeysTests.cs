using System.Security.Cryptography;
using System.Text;
using CsCheck;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class ManagedKeysTests
{
    private static readonly RenderFacts FirstInstall = Sample.Facts(Minors.V37) with { StoredKeys = ManagedKeys.None };

    [Fact]
    public void A_first_install_generates_every_key_in_its_length()
    {
        var keys = Sample.Render(Minors.V37, facts: FirstInstall).Keys;
        Assert.Equal(80, keys.SecretKey!.Length);
        Assert.Equal(80, keys.DatabaseSecretKey!.Length);
        Assert.Equal(32, keys.DbRootPassword!.Length);
        Assert.Equal(16, keys.ConfigEditorPassword!.Length);
        Assert.Equal(32, Encoding.ASCII.GetString(Convert.FromBase64String(keys.ScannerPreSharedKey!)).Length);
        Assert.Matches("^postgresql://harbour-quay-database:[0-9A-Za-z-]{80}@harbour-quay-database:5432/harbour-quay-database$", keys.DbUri);
    }

    [Fact]
    public void No_two_generated_keys_are_alike()
    {
        var keys = Enumerable.Range(0, 5).Select(_ => Sample.Render(Minors.V37, facts: FirstInstall).Keys).ToList();
        var texts = keys.SelectMany(key => (string?[])[key.SecretKey, key.DatabaseSecretKey, key.DbUri, key.DbRootPassword, key.ConfigEditorPassword, key.ScannerPreSharedKey]).ToList();
        Assert.Equal(texts.Count, texts.Distinct().Count());
    }

    [Fact]
    public void Random_text_uses_the_whole_alphabet_evenly()
    {
        var text = RandomText.Of(63 * 1000, RandomNumberGenerator.Fill);
        Assert.Equal(RandomText.Alphabet.Order(), text.Distinct().Order());
        Assert.All(text.GroupBy(c => c), group => Assert.InRange(group.Count(), 800, 1200));
    }

    [Fact]
    public void Random_text_has_any_length_asked_for() =>
        Gen.Int[0, 300].Sample(length => RandomText.Of(length, RandomNumberGenerator.Fill).Length == length, iter: 50);

    [Fact]
    public void Stored_keys_are_used_as_they_are() => Assert.Equal(Sample.Keys, Sample.Render(Minors.V37).Keys);

    [Fact]
    public void A_users_own_key_wins_and_is_stored()
    {
        var rendered = Sample.Render(Minors.V37, bundle: Sample.Bundle("SECRET_KEY: own"));
        Assert.Equal("own", rendered.Keys.SecretKey);
        Assert.Equal("own", rendered.Secret(ManagedKeys.SecretSuffix)["SECRET_KEY"]);
    }

    [Theory]
    [InlineData("SECRET_KEY: ''")]
    [InlineData("SECRET_KEY: 5")]
    [InlineData("SECRET_KEY: null")]
    public void An_unusable_key_of_the_users_counts_as_absent(string config) =>
        Assert.Equal("secret-key", Sample.Render(Minors.V37, bundle: Sample.Bundle(config)).Keys.SecretKey);

    [Fact]
    public void Before_3_6_the_stored_key_wins() =>
        Assert.Equal("secret-key", Sample.Render(Minors.V35, bundle: Sample.Bundle("SECRET_KEY: own")).Keys.SecretKey);

    [Fact]
    public void A_users_database_is_stored_and_survives_its_removal_from_the_bundle()
    {
        var external = Sample.Managed(Minors.V37).Without(ComponentKind.Postgres);
        var first = Sample.Render(Minors.V37, external, Sample.Bundle("DB_URI: postgresql://u:p@db/quay"), FirstInstall);
        Assert.Equal("postgresql://u:p@db/quay", first.Keys.DbUri);
        Assert.Null(first.Keys.DbRootPassword);
        var second = Sample.Render(Minors.V37, facts: Sample.Facts(Minors.V37) with { StoredKeys = first.Keys });
        Assert.Equal("quay", second.Secret("postgres-config-secret")["database-name"]);
    }

    [Theory]
    [InlineData(5, "DATABASE_SECRET_KEY SECRET_KEY")]
    [InlineData(6, "DATABASE_SECRET_KEY DB_ROOT_PW DB_URI SECRET_KEY")]
    [InlineData(9, "CONFIG_EDITOR_PW DATABASE_SECRET_KEY DB_ROOT_PW DB_URI SECRET_KEY SECURITY_SCANNER_V4_PSK")]
    [InlineData(14, "DATABASE_SECRET_KEY DB_ROOT_PW DB_URI SECRET_KEY SECURITY_SCANNER_V4_PSK")]
    [InlineData(15, "CLAIR_DB_NAME CLAIR_DB_PASSWORD CLAIR_DB_ROOT_PW CLAIR_DB_USER DATABASE_SECRET_KEY DB_ROOT_PW DB_URI SECRET_KEY SECURITY_SCANNER_V4_PSK")]
    public void Each_release_stores_its_own_keys(int minor, string names) =>
        Assert.Equal(names.Split(' '), Sample.Render(new ReleaseMinor(3, minor)).Secret(ManagedKeys.SecretSuffix).Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Clairs_database_gets_a_password_of_its_own_on_a_first_install_only()
    {
        var fresh = Sample.Render(Minors.V317, facts: Sample.Facts(Minors.V317) with { StoredKeys = ManagedKeys.None }).Keys;
        Assert.Equal(32, fresh.ClairDbPassword!.Length);
        Assert.Equal("postgres", Sample.Render(Minors.V317).Keys.ClairDbPassword);
    }

    [Fact]
    public void What_was_rendered_reads_back()
    {
        var rendered = Sample.Render(Minors.V37, facts: FirstInstall);
        var data = rendered.Secret(ManagedKeys.SecretSuffix).ToDictionary(key => key.Key, key => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(key.Value));
        Assert.Equal(rendered.Keys, ManagedKeys.Read(data));
    }

    [Fact]
    public void Nothing_secret_is_printed()
    {
        var rendered = Sample.Render(Minors.V37);
        var printed = $"{Sample.Keys} {Sample.Facts(Minors.V37)} {Sample.Bundle("SECRET_KEY: own")} {rendered} {string.Concat(rendered.Objects)}";
        Assert.DoesNotContain("secret-key", printed.Replace(ManagedKeys.SecretSuffix, "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("password", printed, StringComparison.Ordinal);
    }
}
