using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Editing;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class ObjectPreviewTests
{
    private static readonly ObjectKey Deployment = new(ResourceKind.Deployment, "quay", "main-quay-app");
    private static readonly ObjectKey Secret = new(ResourceKind.Secret, "quay", "main-keys");

    [Fact]
    public void What_the_server_keeps_about_an_object_is_no_change_and_what_is_meant_is()
    {
        var live = Read("""{"metadata": {"resourceVersion": "1", "generation": 1, "labels": {"a": "1"}}, "spec": {"replicas": 2, "template": {"image": "quay:3.7.10"}}, "status": {"replicas": 2}}""");
        var same = Read("""{"metadata": {"resourceVersion": "2", "generation": 2, "managedFields": [], "labels": {"a": "1"}}, "spec": {"replicas": 2, "template": {"image": "quay:3.7.10"}}}""");
        Assert.Null(ObjectPreview.Of(Deployment, live, same));
        var other = Read("""{"metadata": {"labels": {"a": "2"}}, "spec": {"replicas": 2, "template": {"image": "quay:3.7.11"}}}""");
        var preview = ObjectPreview.Of(Deployment, live, other)!;
        Assert.Equal(ObjectFate.Changed, preview.Fate);
        Assert.Equal([new FieldChange("metadata.labels.a", "\"1\"", "\"2\""), new FieldChange("spec.template.image", "\"quay:3.7.10\"", "\"quay:3.7.11\"")], preview.Fields);
    }

    [Fact]
    public void Of_a_secret_nothing_but_the_names_of_its_keys_is_told_and_of_an_environment_no_value()
    {
        var fields = ObjectPreview.Of(Secret, Read("""{"data": {"old": "b2xk", "both": "b25l", "same": "cw=="}}"""), Read("""{"data": {"both": "dHdv", "new": "bmV3", "same": "cw=="}}"""))!.Fields;
        Assert.Equal(
            [new FieldChange("data.both", "\"(not shown)\"", "\"(not shown)\""), new FieldChange("data.new", null, "\"(not shown)\""), new FieldChange("data.old", "\"(not shown)\"", null)], fields);
        var env = ObjectPreview.Of(Deployment, Read("""{"spec": {"env": [{"name": "A", "value": "secret-1"}]}}"""), Read("""{"spec": {"env": [{"name": "A", "value": "secret-2"}]}}"""))!.Fields;
        Assert.Equal([new FieldChange("spec.env[A].value", "\"(not shown)\"", "\"(not shown)\"")], env);
    }

    [Fact]
    public void What_is_not_there_would_be_created_and_what_cannot_be_changed_replaced()
    {
        Assert.Equal(ObjectFate.Created, ObjectPreview.Of(Deployment, null, Read("{}"))!.Fate);
        Assert.Equal(ObjectFate.Replaced, ObjectPreview.Of(new ObjectKey(ResourceKind.Job, "quay", "main-upgrade"), Read("{}"), null)!.Fate);
    }

    private static JsonObject Read(string json) => (JsonObject)JsonNode.Parse(json)!;
}
