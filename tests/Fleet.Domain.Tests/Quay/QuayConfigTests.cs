using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class QuayConfigTests
{
    [Fact]
    public void Users_settings_win_over_defaults() =>
        Assert.Equal("Ours", Config("REGISTRY_TITLE: Ours")["REGISTRY_TITLE"]!.GetValue<string>());

    [Fact]
    public void Managed_components_win_over_the_user_setting_by_setting()
    {
        var config = Config("{FEATURE_REPO_MIRROR: no, REPO_MIRROR_INTERVAL: 60, REPO_MIRROR_SERVER_HOSTNAME: m.example.org}");
        Assert.True(config["FEATURE_REPO_MIRROR"]!.GetValue<bool>());
        Assert.Equal(30L, config["REPO_MIRROR_INTERVAL"]!.GetValue<long>());
        Assert.Equal("m.example.org", config["REPO_MIRROR_SERVER_HOSTNAME"]!.GetValue<string>());
    }

    [Fact]
    public void Values_the_user_left_null_stay_null()
    {
        var config = Config("LDAP_ADMIN: null");
        Assert.True(config.TryGetPropertyValue("LDAP_ADMIN", out var value) && value is null);
    }

    [Fact]
    public void Before_3_6_setup_is_complete_whatever_the_user_says()
    {
        Assert.True(Config("SETUP_COMPLETE: false", Minors.V35)["SETUP_COMPLETE"]!.GetValue<bool>());
        Assert.False(Config("SETUP_COMPLETE: false", Minors.V36)["SETUP_COMPLETE"]!.GetValue<bool>());
    }

    [Fact]
    public void A_users_own_piece_is_merged_but_not_over_a_component()
    {
        var rendered = Sample.Render(Minors.V37, bundle: Sample.Bundle("{}", ("my.config.yaml", "{OWN: 1, FEATURE_REPO_MIRROR: false}")));
        Assert.Equal(1, rendered.Config()["OWN"]!.GetValue<long>());
        Assert.True(rendered.Config()["FEATURE_REPO_MIRROR"]!.GetValue<bool>());
        Assert.Equal(["config.yaml"], rendered.Secret("quay-config-secret").Keys);
    }

    [Fact]
    public void Other_files_reach_quay_and_certificates_go_their_own_way()
    {
        var rendered = Sample.Render(Minors.V37, bundle: Sample.Bundle("{}",
            ("ldap.crt", "L"), ("extra_ca_cert_corp.crt", "C"), ("clair-ssl.crt", "S"), ("clair-config.yaml", "{}")));
        Assert.Equal(["clair-config.yaml", "config.yaml", "ldap.crt"], rendered.Secret("quay-config-secret").Keys.Order(StringComparer.Ordinal));
        Assert.Equal("C", rendered.Secret("extra-ca-certs")["corp.crt"]);
        Assert.Equal("S", rendered.Secret("clair-config-secret")["clair-ssl.crt"]);
    }

    [Fact]
    public void Until_3_6_they_stay_together() =>
        Assert.Contains("extra_ca_cert_corp.crt", Sample.Render(Minors.V36, bundle: Sample.Bundle("{}", ("extra_ca_cert_corp.crt", "C"))).Secret("quay-config-secret"));

    [Fact]
    public void Before_the_bucket_is_bound_its_settings_are_left_out()
    {
        var facts = Sample.Facts(Minors.V37) with { ObjectStorage = ObjectStorageFacts.NotInitialized };
        var storage = Sample.Render(Minors.V37, facts: facts).Config()["DISTRIBUTED_STORAGE_CONFIG"]!["local_us"]![1]!.AsObject();
        Assert.Equal(["is_secure", "port", "storage_path"], storage.Select(member => member.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_operators_proxy_reaches_pods_but_not_for_quays_own_host()
    {
        var facts = Sample.Facts(Minors.V37) with { Operator = new OperatorSettings("operators", HttpProxy: "http://proxy", NoProxy: ".local") };
        var proxy = Sample.Render(Minors.V37, facts: facts).Secret("quay-proxy-config");
        Assert.Equal("http://proxy", proxy["HTTP_PROXY"]);
        Assert.Equal("harbour-quay-port.apps.example.org,.local", proxy["NO_PROXY"]);
        Assert.Equal("", proxy["HTTPS_PROXY"]);
    }

    [Fact]
    public void Branding_changes_titles_and_logo()
    {
        var facts = Sample.Facts(Minors.V37) with { Operator = new OperatorSettings(RedHatBranding: true) };
        Assert.Equal("Red Hat Quay", Sample.Render(Minors.V37, facts: facts).Config()["REGISTRY_TITLE"]!.GetValue<string>());
    }

    private static JsonObject Config(string config, ReleaseMinor? minor = null) =>
        Sample.Render(minor ?? Minors.V37, bundle: Sample.Bundle(config)).Config();
}
