using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Editing;
using Xunit;

namespace Fleet.Domain.Tests.Quay.Editing;

public sealed class AppliedDiffTests
{
    [Fact]
    public void What_only_the_server_writes_is_no_difference() => Assert.Empty(AppliedDiff.Between(
        Read("""{"kind":"Service","metadata":{"name":"a","uid":"u","resourceVersion":"1","generation":1,"managedFields":[{"manager":"x"}]},"spec":{"type":"ClusterIP"},"status":{"x":1}}"""),
        Read("""{"kind":"Service","metadata":{"name":"a","uid":"u","resourceVersion":"2","generation":2,"managedFields":[]},"spec":{"type":"ClusterIP"}}""")));

    [Fact]
    public void Fields_are_named_by_the_names_of_what_they_are_in_and_values_of_variables_are_hidden()
    {
        var changes = AppliedDiff.Between(Pod("old", "secret-1"), Pod("new", "secret-2"));
        Assert.Equal(
            [
                new FieldChange("spec.containers[quay].env[PASSWORD].value", "\"(not shown)\"", "\"(not shown)\""),
                new FieldChange("spec.containers[quay].image", "\"old\"", "\"new\""),
            ],
            changes.OrderBy(change => change.Path, StringComparer.Ordinal));

        static JsonObject Pod(string image, string value) => Read(
            $$$"""{"kind":"Deployment","metadata":{"name":"a"},"spec":{"containers":[{"name":"quay","image":"{{{image}}}","env":[{"name":"PASSWORD","value":"{{{value}}}"}]}]}}""");
    }

    [Fact]
    public void Of_a_Secret_it_is_told_which_files_differ_and_never_in_what()
    {
        var live = Read("""{"kind":"Secret","metadata":{"name":"s"},"data":{"config.yaml":"T0xEUEFTUw==","same":"c2FtZQ=="}}""");
        var changes = AppliedDiff.Between(live, Read("""{"kind":"Secret","metadata":{"name":"s"},"data":{"config.yaml":"TkVXUEFTUw==","same":"c2FtZQ==","ssl.key":"S0VZ"}}"""));
        Assert.Equal([new FieldChange("data.\"config.yaml\"", "\"(not shown)\"", "\"(not shown)\""), new FieldChange("data.\"ssl.key\"", null, "\"(not shown)\"")], changes);
        Assert.All(AppliedDiff.Between(null, live), change => Assert.DoesNotContain("T0xEUEFTUw", change.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_server_has_no_answer_what_it_filled_in_is_not_taken_for_something_that_goes()
    {
        var live = Read("""{"kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":1,"strategy":"filled in","volumes":[{"name":"v","old":{}}]}}""");
        Assert.Equal(
            [new FieldChange("spec.replicas", "1", "2"), new FieldChange("spec.volumes[v].new", null, "{}"), new FieldChange("spec.volumes.0.old", "{}", null)],
            AppliedDiff.Unanswered(live, Read("""{"kind":"Deployment","metadata":{"name":"a"},"spec":{"replicas":2,"volumes":[{"name":"v","new":{}}]}}"""), ["/spec/volumes/0/old"]));
    }

    private static JsonObject Read(string json) => JsonNode.Parse(json)!.AsObject();
}
