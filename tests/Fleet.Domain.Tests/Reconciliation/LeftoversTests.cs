using System.Text.Json.Nodes;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Reconciliation;

public sealed class LeftoversTests
{
    private const string Refusal = "spec.template.spec.containers[1].readinessProbe: Required value: must specify a handler type";

    private static readonly JsonObject Live = JsonNode.Parse(
        """{"spec": {"replicas": 1, "template": {"spec": {"containers": [{"name": "other"}, {"name": "db", "readinessProbe": {"periodSeconds": 10}}]}}}}""")!.AsObject();

    [Fact]
    public void A_probe_that_is_sent_no_more_is_left_over() =>
        Assert.Equal(["/spec/template/spec/containers/1/readinessProbe"], Leftovers.Of([Refusal, Refusal], Live, Applied("""{"name": "db"}""")));

    [Fact]
    public void A_probe_of_another_kind_leaves_its_handler() =>
        Assert.Equal(
            ["/spec/template/spec/containers/1/readinessProbe/periodSeconds"],
            Leftovers.Of(
                ["spec.template.spec.containers[0].readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type"], Live,
                Applied("""{"name": "db", "readinessProbe": {"tcpSocket": {"port": 1}}}""")));

    [Fact]
    public void A_variable_that_is_read_from_elsewhere_gives_its_old_source_away()
    {
        var live = JsonNode.Parse("""{"spec": {"env": [{"name": "a", "value": "1"}, {"name": "b", "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": "x"}}}]}}""")!.AsObject();
        var sent = JsonNode.Parse("""{"spec": {"env": [{"name": "b", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}, {"name": "a", "value": "2"}]}}""")!.AsObject();

        Assert.Equal(
            ["/spec/env/1/valueFrom"],
            Leftovers.Of(
                ["spec.env[0].valueFrom.fieldRef.fieldPath: Required value", "spec.env[0].valueFrom: Invalid value: \"\": may not have more than one field specified at a time"], live, sent));
    }

    [Fact]
    public void A_volume_of_another_type_goes_with_its_mounts_the_last_items_first()
    {
        var live = JsonNode.Parse("""
            {"spec": {"template": {"spec": {
              "volumes": [{"name": "a", "secret": {"defaultMode": 420}}, {"name": "b", "secret": {"secretName": "s"}}, {"name": "c", "configMap": {"name": "m"}}],
              "containers": [{"name": "x", "volumeMounts": [{"name": "b"}, {"name": "a"}, {"name": "c"}]}, {"name": "y", "volumeMounts": [{"name": "c"}]}]}}}}
            """)!.AsObject();
        var sent = JsonNode.Parse("""
            {"spec": {"template": {"spec": {"volumes": [{"name": "c", "projected": {}}, {"name": "b", "secret": {"secretName": "t"}}, {"name": "a", "projected": {}}]}}}}
            """)!.AsObject();

        Assert.Equal(
            [
                "/spec/template/spec/volumes/2", "/spec/template/spec/volumes/0",
                "/spec/template/spec/containers/1/volumeMounts/0",
                "/spec/template/spec/containers/0/volumeMounts/2", "/spec/template/spec/containers/0/volumeMounts/1",
            ],
            Leftovers.Of(["spec.template.spec.volumes[0].projected: Forbidden: may not specify more than 1 volume type"], live, sent));
    }

    [Fact]
    public void A_probe_that_is_sent_and_refused_is_not() =>
        Assert.Empty(Leftovers.Of([Refusal], Live, Applied("""{"name": "db", "readinessProbe": {"periodSeconds": 5}}""")));

    [Fact]
    public void A_container_of_somebody_else_is_not_touched() => Assert.Empty(Leftovers.Of([Refusal], Live, Applied("""{"name": "another"}""")));

    [Theory]
    [InlineData("")]
    [InlineData("spec.replicas: Invalid value")]
    [InlineData("spec.nothing: Invalid value")]
    [InlineData("metadata.annotations[a/b]: Invalid value")]
    [InlineData("spec.replicas[0]: Invalid value")]
    public void What_is_sent_or_is_not_there_is_not_removed(string cause) => Assert.Empty(Leftovers.Of([cause], Live, Applied("""{"name": "db"}""")));

    private static JsonObject Applied(string container) =>
        JsonNode.Parse("""{"spec": {"replicas": 2, "template": {"spec": {"containers": [CONTAINER]}}}}""".Replace("CONTAINER", container, StringComparison.Ordinal))!.AsObject();
}
