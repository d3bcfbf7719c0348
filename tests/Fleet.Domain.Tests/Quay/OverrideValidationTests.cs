using Fleet.Domain.Quay;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Quay;

public class OverrideValidationTests
{
    [Fact]
    public void Overrides_of_an_unmanaged_component_are_refused() => Assert.Equal(
        ["invalid overrides: cannot set overrides on unmanaged postgres"],
        Check(Minors.V37, ComponentKind.Postgres, new(VolumeSize: "80Gi"), managed: false));

    [Fact]
    public void In_3_6_the_texts_differ() => Assert.Equal(
        ["could not validate overrides on spec.components: cannot set overrides on unmanaged component postgres"],
        Check(Minors.V36, ComponentKind.Postgres, new(VolumeSize: "80Gi"), managed: false));

    [Fact]
    public void Replicas_beside_an_autoscaler_are_refused_before_their_support_is_asked() => Assert.Equal(
        ["invalid overrides: cannot override replicas with managed HPA", "invalid overrides: component redis does not support replicas overrides"],
        Check(Minors.V37, ComponentKind.Redis, new(Replicas: 3)));

    [Fact]
    public void Scaling_to_nothing_beside_an_autoscaler_is_accepted() =>
        Assert.Empty(Check(Minors.V37, ComponentKind.Quay, new(Replicas: 0)));

    [Fact]
    public void Labels_and_annotations_are_never_checked() =>
        Assert.Empty(Check(Minors.V37, ComponentKind.Route, new(Labels: System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("a", "b")), managed: false));

    [Fact]
    public void All_unsupported_fields_are_reported_in_their_order() => Assert.Equal(
        ["affinity", "volumeSize", "env", "replicas"],
        Check(Minors.V37, ComponentKind.Route, new("80Gi", "[{\"name\":\"A\"}]", 0, "{}")).Select(text => text.Split(' ')[^2]));

    [Theory]
    [InlineData(12, false)]
    [InlineData(13, true)]
    public void Clairs_database_is_sized_by_itself_since_3_13(int minor, bool accepted) =>
        Assert.Equal(accepted, !Check(new ReleaseMinor(3, minor), ComponentKind.ClairPostgres, new(VolumeSize: "80Gi")).Any());

    [Fact]
    public void Fields_a_release_does_not_know_are_ignored() =>
        Assert.Empty(Check(Minors.V37, ComponentKind.Route, new(StorageClassName: "fast", ResourcesJson: "{\"limits\":{}}", SecurityContextJson: "{}")));

    [Theory]
    [InlineData("[{\"name\":1}]")]
    [InlineData("[{\"name\":{}}]")]
    [InlineData("[{\"name\":\"\"}]")]
    [InlineData("[{}]")]
    [InlineData("[null]")]
    public void A_variable_without_a_name_is_refused(string env) => Assert.Equal(
        ["invalid overrides: the env overrides of component quay have an entry without a name: write name and value, or name and valueFrom"],
        Check(Minors.V37, ComponentKind.Quay, new(EnvJson: env)));

    [Fact]
    public void Releases_without_overrides_check_nothing() => Assert.Empty(Check(Minors.V35, ComponentKind.Route, new("1Gi", Replicas: 3)));

    private static IEnumerable<string> Check(ReleaseMinor minor, ComponentKind kind, ComponentOverrides overrides, bool managed = true)
    {
        var components = Sample.Managed(minor).With(kind, overrides);
        return OverrideValidation.Check(managed ? components : components.Without(kind), minor)
            .Select(refusal => refusal is { Reason: Refusal.OverrideInvalid } ? refusal.Message : "");
    }
}
