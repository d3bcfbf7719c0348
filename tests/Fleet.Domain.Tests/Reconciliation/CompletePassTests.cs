using Fleet.Domain.Clusters;
using Fleet.Domain.Quay.Rendering;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class CompletePassTests
{
    private static readonly PassInputs Inputs = new(
        "uid", 3, false, new QuayRelease("3.7.11", new ReleaseMinor(3, 7), new ReleaseImages()), "3.7.11", null, "17", true, "4,5", "", default, "Succeeded", null, null);

    public static TheoryData<string, PassInputs> Changes() => new()
    {
        { "uid", Inputs with { Uid = "another" } },
        { "generation", Inputs with { Generation = 4 } },
        { "deletion", Inputs with { Deleting = true } },
        { "release", Inputs with { Release = Inputs.Release! with { Version = "3.7.12" } } },
        { "images", Inputs with { Release = Inputs.Release! with { Images = new ReleaseImages { Quay = "example.com/quay" } } } },
        { "version", Inputs with { CurrentVersion = null } },
        { "claim", Inputs with { Claim = "july/1" } },
        { "bundle", Inputs with { BundleVersion = "18" } },
        { "bucket", Inputs with { BucketBound = false } },
        { "CAs", Inputs with { CaVersions = "4,6" } },
        { "autoscalers", Inputs with { Autoscalers = "clair" } },
        { "Quay's database", Inputs with { Databases = (true, false) } },
        { "Clair's database", Inputs with { Databases = (false, true) } },
        { "migration", Inputs with { Migration = "Running" } },
        { "router", Inputs with { Router = new RouterKnowledge("apps.example.com", null) } },
        { "policy", Inputs with { Policy = ClusterPolicy.None } },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void Everything_a_pass_depends_on_is_part_of_its_identity(string what, PassInputs changed) =>
        Assert.True(CompletePass.IdentityOf(Inputs, new OperatorSettings()) != CompletePass.IdentityOf(changed, new OperatorSettings()), what);

    [Fact]
    public void What_a_registry_is_rendered_with_is_part_of_it_too() => Assert.NotEqual(
        CompletePass.IdentityOf(Inputs, new OperatorSettings()), CompletePass.IdentityOf(Inputs, new OperatorSettings { EditorEndpoint = "https://fleet.example.com/editor" }));

    [Fact]
    public void The_same_inputs_have_the_same_identity() => Assert.Equal(
        CompletePass.IdentityOf(Inputs, new OperatorSettings()),
        CompletePass.IdentityOf(Inputs with { Release = new QuayRelease("3.7.11", new ReleaseMinor(3, 7), new ReleaseImages()) }, new OperatorSettings()));
}
