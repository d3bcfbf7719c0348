using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Xunit;
using static Fleet.Domain.Tests.Reconciliation.PassPlannerTests;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class RegistryPreflightTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_a_pass_would_apply_is_told_though_the_spec_is_not_complete_yet()
    {
        var preflight = Try(Ready(Situation()));
        Assert.Empty(preflight.Faults);
        Assert.Contains(preflight.Objects, o => o.Key.Kind == ResourceKind.Deployment && o.Key.Name == "r-quay-app");
        Assert.Contains(preflight.Objects, o => MigrationJob.Is(o, "r"));
    }

    [Fact]
    public void What_would_block_a_pass_is_a_fault_in_its_words()
    {
        var preflight = Try(Situation() with { Bundle = null });
        Assert.Equal(["ConfigInvalid: unable to get `configBundleSecret`: secrets \"bundle\" not found"], preflight.Faults);
        Assert.Empty(preflight.Objects);
    }

    [Fact]
    public void What_is_waited_for_deleted_or_never_was_reconciled_is_a_fault_too()
    {
        Assert.Contains("router", Assert.Single(Try(Situation() with { Router = null }).Faults), StringComparison.Ordinal);
        Assert.Equal(["it is being deleted"], Try(Situation() with { Registry = Registry() with { DeletionTimestamp = Now } }).Faults);
        Assert.Contains("no config bundle yet", Assert.Single(Try(Situation() with { Registry = Registry() with { ConfigBundleSecret = null } }).Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 7, true)]
    [InlineData(8, 7, false)]
    [InlineData(3, 1, false)]
    [InlineData(-1, 0, true)]
    public void A_certificate_that_ends_too_early_is_a_fault_that_names_its_file_and_end(int endsInDays, int hasToLastDays, bool isFault)
    {
        var situation = Ready(Situation()) with { Bundle = Bundle(Now.AddDays(endsInDays)) };
        var faults = Try(situation, TimeSpan.FromDays(hasToLastDays)).Faults;
        if (isFault) Assert.Contains($"the certificate in ssl.cert of its config bundle is valid until {Now.AddDays(endsInDays).UtcDateTime:u} only: renew it", faults);
        else Assert.DoesNotContain(faults, fault => fault.Contains("ssl.cert", StringComparison.Ordinal) && fault.Contains("valid until", StringComparison.Ordinal));
    }

    [Fact]
    public void A_certificate_that_cannot_be_read_is_a_fault_in_the_words_of_a_pass()
    {
        var bundle = ConfigBundle.Of("bundle", [KeyValuePair.Create("config.yaml", "SERVER_HOSTNAME: quay.example.test"), KeyValuePair.Create("ssl.cert", "x"), KeyValuePair.Create("ssl.key", "y")]);
        Assert.StartsWith("ComponentCreationFailed: ", Assert.Single(Try(Ready(Situation()) with { Bundle = bundle }).Faults), StringComparison.Ordinal);
    }

    private static RegistryPreflight Try(PassSituation situation, TimeSpan? certificate = null) =>
        RegistryPreflight.Of(situation, new Entropy(RandomNumberGenerator.Fill, () => RSA.Create(2048), Now), certificate ?? TimeSpan.Zero);

    private static ConfigBundle Bundle(DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=quay", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("quay.example.test");
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(Now.AddDays(-30), end);
        return ConfigBundle.Of("bundle",
        [
            KeyValuePair.Create("config.yaml", "SERVER_HOSTNAME: quay.example.test"),
            KeyValuePair.Create("ssl.cert", certificate.ExportCertificatePem()),
            KeyValuePair.Create("ssl.key", key.ExportPkcs8PrivateKeyPem()),
        ]);
    }
}
