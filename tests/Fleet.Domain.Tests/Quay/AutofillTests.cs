using Fleet.Domain.Quay;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class AutofillTests
{
    private static readonly string[] Order37 =
    [
        "quay", "postgres", "clair", "redis", "horizontalpodautoscaler", "objectstorage", "route", "mirror", "monitoring", "tls", "clairpostgres",
    ];

    [Fact]
    public void An_empty_list_becomes_all_eleven_components_in_order() =>
        Assert.Equal(Order37.Select(kind => (kind, true)), Complete([], Minors.V37).Select(component => (component.Kind, component.Managed)));

    [Theory]
    [InlineData(4, 7)]
    [InlineData(5, 8)]
    [InlineData(6, 9)]
    [InlineData(7, 11)]
    [InlineData(17, 11)]
    public void Each_release_knows_its_own_kinds(int minor, int kinds) => Assert.Equal(kinds, Complete([], new ReleaseMinor(3, minor)).Count);

    [Fact]
    public void What_the_user_listed_stays_where_it_is_and_the_rest_follows()
    {
        var components = Complete([new("redis", false), new("clair", true)], Minors.V37);
        Assert.Equal(["redis", "clair", "quay", "postgres"], components.Take(4).Select(component => component.Kind));
        Assert.False(components[0].Managed);
    }

    [Fact]
    public void Quay_is_always_managed() => Assert.True(Complete([new("quay", false)], Minors.V37)[0].Managed);

    [Fact]
    public void Overrides_survive() => Assert.Equal("80Gi", Complete([new("postgres", true, new(VolumeSize: "80Gi"))], Minors.V37)[0].Overrides?.VolumeSize);

    [Fact]
    public void Tls_is_unmanaged_when_the_bundle_brings_a_pair() =>
        Assert.False(Complete([], Minors.V37, pair: true).Single(component => component.Kind == "tls").Managed);

    [Fact]
    public void A_pair_does_not_change_what_the_user_listed() =>
        Assert.True(Complete([new("tls", true)], Minors.V37, pair: true).Single(component => component.Kind == "tls").Managed);

    [Fact]
    public void Without_their_apis_components_become_unmanaged() =>
        Assert.Equal(
            ["objectstorage", "route", "monitoring", "tls"],
            Complete([], Minors.V37, bare: true).Where(component => !component.Managed).Select(component => component.Kind));

    [Fact]
    public void Before_3_6_components_without_their_api_are_left_out() =>
        Assert.Equal(
            ["postgres", "clair", "redis", "horizontalpodautoscaler", "mirror"],
            Complete([], Minors.V35, bare: true).Select(component => component.Kind));

    [Fact]
    public void Every_managed_component_without_its_api_is_reported()
    {
        var outcome = Autofill.Complete([new("monitoring", true), new("route", true), new("redis", true)], Minors.V37, Bare, false);
        Assert.Equal(
            ["error validating component monitoring: Prometheus API not available", "error validating component route: Route API not available"],
            Assert.IsType<AutofillOutcome.Refused>(outcome).Refusals.Select(refusal => refusal.Message));
    }

    [Fact]
    public void An_unknown_kind_is_kept_for_the_validator_to_report() =>
        Assert.Contains(Complete([new("mirroring", true)], Minors.V37), component => component.Kind == "mirroring");

    private static Fleet.Domain.Clusters.ClusterFeatures Bare =>
        Sample.Features with { Routes = false, ObjectBucketClaims = false, Prometheus = false };

    private static List<ComponentSpec> Complete(ComponentSpec[] declared, ReleaseMinor minor, bool pair = false, bool bare = false) =>
        [.. Assert.IsType<AutofillOutcome.Completed>(Autofill.Complete([.. declared], minor, bare ? Bare : Sample.Features, pair)).Components.Components];
}
