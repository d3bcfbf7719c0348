using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class ClusterPreflightTests
{
    private static readonly ClusterFeatures Features = new("v1.20.2", true, true, true, true, true);
    private static readonly PreflightFindings Good = new(Features, ClusterPolicy.None, [], [Node("a"), Node("b")], [("gp2", true)], []);

    [Fact]
    public void A_cluster_that_has_everything_passes() =>
        Assert.All(ClusterPreflight.Of(Good), check => Assert.True(check.Result == PreflightResult.Passed, check.Message));

    [Fact]
    public void What_is_missing_is_said_with_the_remedy()
    {
        Assert.Equal(("failed", "Kubernetes v1.19.9 is older than 1.20.0: upgrade the cluster"), Check(Good with { Features = Features with { KubernetesVersion = "v1.19.9" } }, "version"));
        Assert.Equal(("failed", "QuayRegistry is not served: apply deploy/member-cluster/crds/quayregistry.yaml"), Check(Good with { Features = Features with { QuayRegistries = false } }, "apis"));
        Assert.Equal(("limited", "not served: ObjectBucketClaims, so that objectstorage has to be unmanaged"), Check(Good with { Features = Features with { ObjectBucketClaims = false } }, "apis"));
        Assert.Equal(("failed", "the fleet may not delete jobs.batch in every namespace: apply deploy/member-cluster/rbac.yaml"), Check(Good with { MissingRights = ["delete jobs.batch in every namespace"] }, "rights"));
        Assert.Equal("limited", Check(Good with { StorageClasses = [("slow", false)] }, "storage").Result);
        Assert.Equal("unknown", Check(Good with { StorageClasses = null, Problems = ["forbidden"] }, "storage").Result);
        Assert.Equal("unknown", Assert.Single(ClusterPreflight.Of(Good with { Features = null })).Result.ToString().ToLowerInvariant());
    }

    [Fact]
    public void A_node_has_to_be_large_enough_open_and_one_of_those_that_the_policy_names()
    {
        Assert.Equal(("limited", "of 2 nodes only a has the 2 CPU and 8 Gi that a pod of Quay asks for, and two pods run by default"), Check(Good with { Nodes = [Node("a"), Node("b", cpu: "1900m")] }, "capacity"));
        Assert.Equal(("failed", "none of 1 nodes has the 2 CPU and 8 Gi that a pod of Quay asks for"), Check(Good with { Nodes = [Node("a", memory: "7Gi")] }, "capacity"));
        Assert.Equal(("failed", "none of 1 nodes takes pods: each is closed, or has a taint that is not tolerated"), Check(Good with { Nodes = [Node("a", taint: "infra:NoSchedule")] }, "capacity"));

        var infra = ClusterPolicy.None with { NodeSelector = "node-role.kubernetes.io/infra=" };
        Assert.Equal("failed", Check(Good with { Policy = infra }, "capacity").Result);
        var labelled = Good with { Policy = infra, Nodes = [Node("a", "node-role.kubernetes.io/infra", taint: "infra:NoSchedule"), Node("b", "node-role.kubernetes.io/infra", taint: "infra:NoSchedule"), Node("c")] };
        Assert.Equal("failed", Check(labelled, "capacity").Result);
        Assert.Equal("passed", Check(labelled with { Policy = infra with { Tolerations = ["infra:NoSchedule"] } }, "capacity").Result);
    }

    [Theory]
    [InlineData("{apiVersion: v1, fips: true}", true)]
    [InlineData("{apiVersion: v1}", false)]
    [InlineData("fips: [", null)]
    [InlineData(null, null)]
    public void FIPS_mode_is_told_by_what_the_installer_was_given_and_Quay_has_to_be_told(string? given, bool? fips)
    {
        var read = ClusterPreflight.FipsIn(new JsonObject { ["data"] = new JsonObject { ["install-config"] = given } });
        Assert.Equal(fips, read);
        Assert.Equal(fips is null ? null : fips.Value ? "limited" : "passed", ClusterPreflight.Of(Good with { Fips = read }).FirstOrDefault(check => check.Name == "fips")?.Result.ToString().ToLowerInvariant());
        Assert.DoesNotContain(ClusterPreflight.Of(Good with { Fips = read, Policy = ClusterPolicy.None with { Fips = true } }), check => check.Name == "fips" && check.Result != PreflightResult.Passed);
    }

    [Fact]
    public void A_namespace_comes_to_say_where_its_pods_go_and_is_left_alone_when_it_does()
    {
        var policy = ClusterPolicy.None with { NodeSelector = "node-role.kubernetes.io/infra=", Tolerations = ["node-role.kubernetes.io/infra:NoSchedule", "for=quay:NoExecute"] };
        var patch = NodePlacement.Patch(new JsonObject { ["metadata"] = new JsonObject() }, policy)!;

        Assert.Equal("node-role.kubernetes.io/infra=", (string?)patch["metadata"]!["annotations"]!["openshift.io/node-selector"]);
        Assert.Equal(
            """[{"key":"node-role.kubernetes.io/infra","operator":"Exists","effect":"NoSchedule"},{"key":"for","operator":"Equal","effect":"NoExecute","value":"quay"}]""",
            (string?)patch["metadata"]!["annotations"]!["scheduler.alpha.kubernetes.io/defaultTolerations"]);
        Assert.Null(NodePlacement.Patch(patch, policy));
        Assert.Null(NodePlacement.Patch(new JsonObject(), ClusterPolicy.None));
        Assert.Empty(policy.Faults());
        Assert.Equal(["nodeSelector", "tolerations", "tolerations"], (policy with { NodeSelector = "infra", Tolerations = ["infra", "a:Sometimes"] }).Faults().Select(fault => fault.Field));
    }

    private static (string Result, string Message) Check(PreflightFindings found, string name) =>
        ClusterPreflight.Of(found).Single(check => check.Name == name) is var check ? (check.Result.ToString().ToLowerInvariant(), check.Message) : default;

    private static NodeFacts Node(string name, string? label = null, string cpu = "4", string memory = "16Gi", string? taint = null)
    {
        var node = new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = label is null ? [] : new JsonObject { [label] = "" } },
            ["spec"] = new JsonObject(),
            ["status"] = new JsonObject { ["allocatable"] = new JsonObject { ["cpu"] = cpu, ["memory"] = memory } },
        };
        if (taint?.Split(':') is [var key, var effect]) node["spec"]!["taints"] = new JsonArray(new JsonObject { ["key"] = key, ["effect"] = effect });
        return NodeFacts.Read(node);
    }
}
