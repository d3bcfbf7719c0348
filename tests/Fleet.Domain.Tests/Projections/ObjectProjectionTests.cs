using System.Text;
using System.Text.Json;
using CsCheck;
using Fleet.Domain.Projections;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Xunit;

namespace Fleet.Domain.Tests.Projections;

public class ObjectProjectionTests
{
    private static readonly ProjectionRules Rules = new("quay-fleet");

    [Fact]
    public void Identity_ownership_and_the_operators_last_write_are_kept()
    {
        var observed = Project(ResourceKind.Service, """
            {"metadata":{"name":"n","namespace":"ns","uid":"u","resourceVersion":"7","generation":3,"deletionTimestamp":"2026-01-01T00:00:00Z",
             "labels":{"quay-operator/quayregistry":"reg"},
             "ownerReferences":[{"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry","name":"reg","uid":"o"}],
             "managedFields":[{"manager":"quay-operator","time":"2026-01-02T00:00:00Z"},{"manager":"quay-operator","time":"2026-01-03T00:00:00Z"},
                              {"manager":"quay-fleet","time":"2026-01-04T00:00:00Z"}]}}
            """).Object;
        Assert.Equal(new ObjectKey(ResourceKind.Service, "ns", "n"), observed.Key);
        Assert.Equal(("u", "7", 3, true, "reg"), (observed.Uid, observed.ResourceVersion, observed.Generation, observed.Deleting, observed.Registry));
        Assert.Equal([new ObservedOwner("quay.redhat.com/v1", "QuayRegistry", "reg", "o")], observed.Owners);
        Assert.Equal(new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero), observed.OperatorWrite);
        Assert.Null(observed.Facts);
    }

    [Fact]
    public void A_deployment_keeps_what_readiness_asks_for()
    {
        var facts = Facts<DeploymentFacts>(ResourceKind.Deployment, """
            "spec":{"replicas":2,"template":{"spec":{"containers":[{"image":"a@sha256:1"},{"image":"b"}]}}},
            "status":{"observedGeneration":4,"updatedReplicas":2,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"True"},
              {"type":"Available","status":"False","message":"minimum"}]}
            """);
        Assert.Equal((2, 4, 2, 1), (facts.DesiredReplicas, facts.ObservedGeneration, facts.UpdatedReplicas, facts.AvailableReplicas));
        Assert.Equal(new DeploymentCondition("False", "minimum"), facts.AvailableCondition);
        Assert.Equal(["a@sha256:1", "b"], facts.Images);
    }

    [Fact]
    public void A_job_a_claim_and_a_bucket_keep_theirs()
    {
        Assert.Equal(
            new JobFacts(1, 0, 3, "backoff"),
            Facts<JobFacts>(ResourceKind.Job, """ "status":{"active":1,"failed":3,"conditions":[{"type":"Failed","status":"True","message":"backoff"}]} """));
        Assert.Null(Facts<JobFacts>(ResourceKind.Job, """ "status":{"conditions":[{"type":"Failed","status":"False","message":"x"}]} """).FailedMessage);
        Assert.Equal("Bound", Facts<VolumeClaimFacts>(ResourceKind.PersistentVolumeClaim, """ "status":{"phase":"Bound"} """).Phase);
        Assert.Equal("r-clair-app", Facts<AutoscalerFacts>(ResourceKind.HorizontalPodAutoscaler, """ "spec":{"scaleTargetRef":{"kind":"Deployment","name":"r-clair-app"}} """).Target);
        Assert.Null(Facts<BucketClaimFacts>(ResourceKind.ObjectBucketClaim, """ "spec":{} """).Phase);
    }

    [Fact]
    public void A_route_keeps_its_ingresses()
    {
        var facts = Facts<RouteFacts>(ResourceKind.Route, """
            "spec":{"host":"h"},"status":{"ingress":[{"host":"h","routerName":"default","routerCanonicalHostname":"r.apps","conditions":[{"type":"Admitted","status":"True"}]},{}]}
            """);
        Assert.Equal("h", facts.Host);
        Assert.Equal([new RouteIngress("h", "default", "r.apps", true), new RouteIngress(null, null, null, false)], facts.Ingress);
    }

    [Fact]
    public void A_registry_is_read_whole()
    {
        var projection = Project(ResourceKind.QuayRegistry, """
            {"metadata":{"name":"reg","namespace":"ns","uid":"u","resourceVersion":"9","generation":2,"labels":{"l":"1"},"annotations":{"quay-fleet/paused":"true"},
              "finalizers":["quay-operator/finalizer"]},
             "spec":{"configBundleSecret":"bundle","components":[
               {"kind":"quay","managed":true,"overrides":{"replicas":3,"env":[ {"name":"A", "value":"<&>é"} ],"volumeSize":"50Gi","labels":{"x":"y"},
                  "affinity":{ "nodeAffinity": {} },"resources":{"limits":{"cpu":"1"}},"storageClassName":"fast","securityContext":{},"annotations":{}}},
               {"kind":"mirroring","managed":false}]},
             "status":{"currentVersion":"3.7.10","registryEndpoint":"https://r","lastUpdated":"2021","configEditorEndpoint":"https://e","configEditorCredentialsSecret":"s",
               "conditions":[{"type":"Available","status":"True","reason":"R","message":"M","lastUpdateTime":"2026-01-01T00:00:00Z","lastTransitionTime":"2026-01-01T01:00:00+01:00"}]}}
            """);
        Assert.Null(projection.Problem);
        var registry = Assert.IsType<QuayRegistryFacts>(projection.Object.Facts).Registry;
        Assert.Equal(("ns", "reg", "u", "9", 2, "bundle"), (registry.Namespace, registry.Name, registry.Uid, registry.ResourceVersion, registry.Generation, registry.ConfigBundleSecret));
        Assert.Equal("true", registry.Annotations[QuayRegistry.PausedAnnotation]);
        Assert.Equal([QuayRegistry.Finalizer], registry.Finalizers);
        Assert.Equal(["quay", "mirroring"], registry.Components.Select(component => component.Kind));
        var overrides = registry.Components[0].Overrides!;
        Assert.Equal(("50Gi", 3, "fast"), (overrides.VolumeSize, overrides.Replicas, overrides.StorageClassName));
        Assert.Equal("""[{"name":"A","value":"<&>é"}]""", overrides.EnvJson);
        Assert.Equal("""{"nodeAffinity":{}}""", overrides.AffinityJson);
        Assert.Equal("""{"limits":{"cpu":"1"}}""", overrides.ResourcesJson);
        Assert.Equal("y", overrides.Labels!["x"]);
        Assert.Empty(overrides.Annotations!);
        Assert.Null(registry.Components[1].Overrides);
        Assert.Equal(("3.7.10", "https://r", "2021"), (registry.Status.CurrentVersion, registry.Status.RegistryEndpoint, registry.Status.LastUpdated));
        var condition = Assert.Single(registry.Status.Conditions);
        Assert.Equal(condition.LastUpdateTime, condition.LastTransitionTime);
    }

    [Fact]
    public void Wrong_types_become_a_problem_that_names_the_field_and_not_the_value()
    {
        var projection = Project(ResourceKind.QuayRegistry, """
            {"metadata":{"name":"reg","namespace":"ns","uid":"u","resourceVersion":"9","labels":["x"]},
             "spec":{"configBundleSecret":{"hunter2":1},"components":[{"kind":7,"managed":"hunter2","overrides":"hunter2"},"hunter2"]},"status":[]}
            """);
        var registry = Assert.IsType<QuayRegistryFacts>(projection.Object.Facts).Registry;
        Assert.Null(registry.ConfigBundleSecret);
        Assert.Equal(new ComponentSpec("", false), registry.Components[0]);
        Assert.Contains("metadata.labels: must be an object", projection.Problem);
        Assert.Contains("spec.components[0].kind: must be a string", projection.Problem);
        Assert.DoesNotContain("hunter2", projection.Problem);
    }

    [Fact]
    public void Lone_surrogates_do_not_throw()
    {
        var projection = Project(ResourceKind.QuayRegistry, """
            {"metadata":{"name":"r","namespace":"n","uid":"u","resourceVersion":"1","annotations":{"a":"\ud800","\udc00":"b"}},"spec":{"components":[{"kind":"quay","managed":true,"overrides":{"env":["\ud800"]}}]}}
            """);
        Assert.NotNull(projection.Problem);
    }

    [Fact]
    public void No_json_whatever_makes_a_projection_throw()
    {
        ResourceKind[] kinds = [ResourceKind.QuayRegistry, ResourceKind.Deployment, ResourceKind.Job, ResourceKind.Route, ResourceKind.PersistentVolumeClaim];
        string[] paths = ["spec", "status", "components", "conditions", "ingress", "template", "containers", "overrides", "kind", "labels", "replicas", "env"];
        string[] leaves = ["null", "1", "1.5", "1e400", "\"x\"", "true", "[]", "{}", "[1]", "[[{}]]", "\"2026-13-99\"", "99999999999999999999"];
        Gen.Select(OneOf(kinds), OneOf(paths), OneOf(paths), OneOf(paths), OneOf(leaves)).Sample(
            (kind, a, b, c, leaf) =>
            {
                foreach (var content in new[] { $$"""{"{{b}}":{"{{c}}":{{leaf}} } }""", $$"""{"{{b}}":[{"{{c}}":{{leaf}} }]}""", leaf })
                    Assert.Equal("n", Project(kind, $$"""{"metadata":{"name":"n","resourceVersion":"1","{{c}}":{{leaf}}},"{{a}}":{{content}}}""").Object.Key.Name);
            },
            iter: 5_000);
    }

    [Fact]
    public void What_is_no_object_has_no_projection()
    {
        Assert.Null(ObjectProjection.Project(Parse("[]"), ResourceKind.Service, Rules));
        Assert.Null(ObjectProjection.Project(Parse("""{"metadata":{"resourceVersion":"1"}}"""), ResourceKind.Service, Rules));
    }

    private static Gen<T> OneOf<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    internal static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
        return document.RootElement.Clone();
    }

    private static Projection Project(ResourceKind kind, string json) => ObjectProjection.Project(Parse(json), kind, Rules)!;

    private static TFacts Facts<TFacts>(ResourceKind kind, string body)
        where TFacts : ObservedFacts
    {
        var projection = Project(kind, $$"""{"metadata":{"name":"n","resourceVersion":"1"},{{body}}}""");
        Assert.Null(projection.Problem);
        return Assert.IsType<TFacts>(projection.Object.Facts);
    }
}
