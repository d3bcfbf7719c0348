using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Configuration;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Quay.Yaml;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

/// <summary>What a config editor sends is the whole configuration as it stands in the pods, and every certificate it finds there.</summary>
public sealed class ReconfigurationTests
{
    private static readonly ConfigBundle Current = Sample.Bundle(
        "FEATURE_X: false\nSERVER_HOSTNAME: quay.example.org\n", ("cloudfront-signing-key.pem", "key"), ("clair-config.yaml", "indexer: {}"), ("extra_ca_cert_own.crt", "old"));

    [Fact]
    public void Settings_are_replaced_every_other_file_stays_and_components_keep_what_they_set_to_themselves()
    {
        var config = Parse("""
            FEATURE_X: true
            REGISTRY_TITLE: Ours
            SERVER_HOSTNAME: other.example.org
            EXTERNAL_TLS_TERMINATION: true
            DB_URI: postgresql://generated
            SECRET_KEY: generated
            DATABASE_SECRET_KEY: generated
            BUILDLOGS_REDIS: {host: generated}
            DISTRIBUTED_STORAGE_CONFIG: {local_us: []}
            FEATURE_PROXY_STORAGE: true
            FEATURE_SECURITY_NOTIFICATIONS: true
            SECURITY_SCANNER_V4_PSK: generated
            FEATURE_REPO_MIRROR: true
            """);

        var made = Make(config, ("/conf/stack/extra_ca_certs/own.crt", "new"), ("extra_ca_certs/service-ca.crt", "cluster"), ("ocp-cluster-wildcard.cert", "cluster"), ("ldap.crt", "ldap"));

        Assert.Equal(["clair-config.yaml", "cloudfront-signing-key.pem", "config.yaml", "extra_ca_cert_own.crt", "ldap.crt"], made.Files.Keys);
        Assert.Equal("new", Text(made, "extra_ca_cert_own.crt"));
        // The user's own host stays his, whatever the editor shows.
        Assert.Equal("""{"FEATURE_X":true,"REGISTRY_TITLE":"Ours","SERVER_HOSTNAME":"quay.example.org"}""", Parse(Text(made, "config.yaml")).ToJsonString());
        Assert.False(made.SaysTheSame);
    }

    [Fact]
    public void What_an_unmanaged_component_needs_is_the_users_to_set()
    {
        var components = Sample.Managed(Minors.V37).Without(ComponentKind.Postgres);
        var bundle = Sample.Bundle("DB_URI: postgresql://old\n");

        var made = Assert.IsType<ReconfigurationOutcome.Made>(Reconfiguration.Of(bundle, components, Minors.V37, Parse("DB_URI: postgresql://new"), ImmutableDictionary<string, byte[]>.Empty));
        Assert.Contains("postgresql://new", Text(made, "config.yaml"), StringComparison.Ordinal);

        var refused = Assert.IsType<ReconfigurationOutcome.Refused>(Reconfiguration.Of(bundle, components, Minors.V37, Parse("FEATURE_X: true"), ImmutableDictionary<string, byte[]>.Empty));
        Assert.Equal("required component `postgres` marked as unmanaged, but `configBundleSecret` is missing necessary fields", Assert.Single(refused.Faults));
    }

    [Fact]
    public void The_same_in_other_words_needs_no_new_bundle() =>
        Assert.True(Make(Parse("{SERVER_HOSTNAME: quay.example.org, FEATURE_X: false}")).SaysTheSame);

    [Theory]
    [InlineData("config.yaml")]
    [InlineData("certs/x.config.yaml")]
    [InlineData("extra_ca_certs/")]
    [InlineData("spaced name.crt")]
    public void A_file_that_cannot_be_one_of_a_bundle_is_refused_by_its_name(string path)
    {
        var refused = Assert.IsType<ReconfigurationOutcome.Refused>(Outcome(Parse("{}"), (path, "secret-content")));
        Assert.Contains($"'{path}'", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-content", refused.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_beside_managed_TLS_is_refused_since_no_component_is_turned_over() =>
        Assert.Contains("tls component marked as managed", Assert.Single(Assert.IsType<ReconfigurationOutcome.Refused>(Outcome(Parse("{}"), ("ssl.cert", "c"), ("ssl.key", "k"))).Faults), StringComparison.Ordinal);

    [Fact]
    public void The_editor_is_handed_the_fleets_address_in_a_secret_where_the_cluster_allows_it_and_else_calls_the_operator()
    {
        const string Address = "https://fleet.example.org/editor/c/n/r/unguessable";
        var usual = Sample.Render(Minors.V37);
        var facts = Sample.Facts(Minors.V37);
        var handed = Sample.Render(Minors.V37, facts: facts with { Operator = facts.Operator with { EditorEndpoint = Address } });

        var credentials = handed.Objects.Single(o => o.Key.Name.Contains("-quay-config-editor-credentials-", StringComparison.Ordinal));
        Assert.Equal(Address, Encoding.UTF8.GetString(Convert.FromBase64String((string)credentials.Body["data"]!["endpoint"]!)));
        Assert.Equal((credentials.Key.Name, "endpoint"), SourceOf(handed, "secretKeyRef") is var source ? ((string)source!["name"]!, (string)source["key"]!) : default);
        Assert.Equal("metadata.annotations['quay-operator-service-endpoint']", (string)SourceOf(usual, "fieldRef")!["fieldPath"]!);
        // Nobody but the editor is rolled for it.
        Assert.Equal(
            usual.Objects.Where(o => o.Key.Kind.Kind == "Deployment" && !o.Key.Name.EndsWith("-quay-config-editor", StringComparison.Ordinal)).Select(o => o.Body.ToJsonString()),
            handed.Objects.Where(o => o.Key.Kind.Kind == "Deployment" && !o.Key.Name.EndsWith("-quay-config-editor", StringComparison.Ordinal)).Select(o => o.Body.ToJsonString()));
    }

    [Fact]
    public void Quay_is_told_of_FIPS_where_that_is_asked_for_unless_the_bundle_says_otherwise()
    {
        var facts = Sample.Facts(Minors.V37);
        var fips = facts with { Operator = facts.Operator with { Fips = true } };
        Assert.True((bool)Settings(Sample.Render(Minors.V37, facts: fips))["FEATURE_FIPS"]!);
        Assert.False((bool)Settings(Sample.Render(Minors.V37, bundle: Sample.Bundle("FEATURE_FIPS: false"), facts: fips))["FEATURE_FIPS"]!);
        Assert.Null(Settings(Sample.Render(Minors.V37))["FEATURE_FIPS"]);
    }

    private static JsonObject Settings(RenderOutcome.Rendered rendered) =>
        Parse(Encoding.UTF8.GetString(Convert.FromBase64String((string)rendered.Objects.Single(o => o.Key.Name.Contains("-quay-config-secret-", StringComparison.Ordinal)).Body["data"]!["config.yaml"]!)));

    private static JsonNode? SourceOf(RenderOutcome.Rendered rendered, string source) =>
        rendered.Objects.Single(o => o.Key.Kind.Kind == "Deployment" && o.Key.Name.EndsWith("-quay-config-editor", StringComparison.Ordinal))
            .Body["spec"]!["template"]!["spec"]!["containers"]![0]!["env"]!.AsArray().Single(env => (string)env!["name"]! == "QUAY_OPERATOR_ENDPOINT")!["valueFrom"]![source];

    private static ReconfigurationOutcome.Made Make(JsonObject config, params (string Path, string Text)[] files) => Assert.IsType<ReconfigurationOutcome.Made>(Outcome(config, files));

    private static ReconfigurationOutcome Outcome(JsonObject config, params (string Path, string Text)[] files) =>
        Reconfiguration.Of(Current, Sample.Managed(Minors.V37), Minors.V37, config, files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetBytes(file.Text)));

    private static string Text(ReconfigurationOutcome.Made made, string file) => Encoding.UTF8.GetString(made.Files[file].Span);

    private static JsonObject Parse(string yaml) => YamlReader.Read(yaml)!.AsObject();
}
