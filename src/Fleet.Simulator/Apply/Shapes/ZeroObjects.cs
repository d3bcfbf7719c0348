using System.Text.Json.Nodes;

namespace Fleet.Simulator.Apply.Shapes;

/// <summary>
/// What the server writes of an object of which nothing is set. A create is compared with it, so that a structure that is always there has
/// no owner for being there.
/// </summary>
internal static class ZeroObjects
{
    private const string PodTemplate = """{"metadata":{"creationTimestamp":null},"spec":{"containers":null}}""";

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["Deployment"] = """{"spec":{"selector":null,"template":TEMPLATE,"strategy":{}},"status":{}}""",
        ["ReplicaSet"] = """{"spec":{"selector":null,"template":TEMPLATE},"status":{"replicas":0}}""",
        ["StatefulSet"] = """{"spec":{"selector":null,"template":TEMPLATE,"serviceName":"","updateStrategy":{}},"status":{"replicas":0}}""",
        ["Job"] = """{"spec":{"template":TEMPLATE},"status":{}}""",
        ["Pod"] = """{"spec":{"containers":null},"status":{}}""",
        ["Service"] = """{"spec":{},"status":{"loadBalancer":{}}}""",
        ["Ingress"] = """{"spec":{},"status":{"loadBalancer":{}}}""",
        ["PersistentVolumeClaim"] = """{"spec":{"resources":{}},"status":{}}""",
        ["PersistentVolume"] = """{"spec":{},"status":{}}""",
        ["Namespace"] = """{"spec":{},"status":{}}""",
        ["Node"] = """{"spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{"Port":0}},"nodeInfo":{}}}""",
        ["Lease"] = """{"spec":{}}""",
        ["Role"] = """{"rules":null}""",
        ["ClusterRole"] = """{"rules":null}""",
        ["RoleBinding"] = """{"roleRef":{"apiGroup":"","kind":"","name":""}}""",
        ["ClusterRoleBinding"] = """{"roleRef":{"apiGroup":"","kind":"","name":""}}""",
        ["PodDisruptionBudget"] = """{"spec":{},"status":{"disruptionsAllowed":0,"currentHealthy":0,"desiredHealthy":0,"expectedPods":0}}""",
        ["Event"] = """{"involvedObject":{},"source":{},"firstTimestamp":null,"lastTimestamp":null,"eventTime":null,"reportingComponent":"","reportingInstance":""}""",
        ["HorizontalPodAutoscaler"] = """{"spec":{"scaleTargetRef":{"kind":"","name":""},"maxReplicas":0},"status":{"currentReplicas":0,"desiredReplicas":0}}""",
        ["CustomResourceDefinition"] = """{"spec":{"group":"","names":{"plural":"","kind":""},"scope":"","versions":null},"status":{"conditions":null,"acceptedNames":{"plural":"","kind":""},"storedVersions":null}}""",
    };

    public static JsonObject Of(string kind, string apiVersion)
    {
        var zero = Texts.TryGetValue(kind, out var text) ? (JsonObject)JsonNode.Parse(text.Replace("TEMPLATE", PodTemplate, StringComparison.Ordinal))! : [];
        // The newer form always tells its conditions and metrics.
        if (apiVersion.StartsWith("autoscaling/v2", StringComparison.Ordinal))
        {
            zero["status"]!["currentMetrics"] = null;
            zero["status"]!["conditions"] = null;
        }

        zero["metadata"] = new JsonObject { ["creationTimestamp"] = null };
        return zero;
    }
}
