using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Who owns what is answered as a real server answers it, case by case.</summary>
public sealed class OwnershipTests(RealServer server)
{
    [Fact]
    public Task A_field_given_up_by_its_only_owner_goes() => RecordAsync(ns =>
    [
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"))),
        Call.Apply(Map(ns), ConfigMap(ns)),
    ]);

    [Fact]
    public Task A_field_shared_with_another_applier_stays() => RecordAsync(ns =>
    [
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1")), "other"),
        Call.Apply(Map(ns), ConfigMap(ns, ("b", "2"))),
        Call.Apply(Map(ns), ConfigMap(ns), "other"),
    ]);

    [Fact]
    public Task A_field_somebody_updated_is_in_conflict_until_it_is_forced() => RecordAsync(ns =>
    [
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Merge(Map(ns), Data(("a", "changed"), ("b", "changed")), "somebody"),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "changed"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2")), force: true),
        Call.Merge(Map(ns), Data(("a", "1")), "somebody"),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "x")), "third"),
    ]);

    [Fact]
    public Task Conflicts_with_several_owners_are_told_apart() => RecordAsync(ns =>
    [
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1")), "one"),
        Call.Apply(Map(ns), ConfigMap(ns, ("b", "1")), "two"),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "2"), ("b", "2"), ("c", "2")), "three"),
    ]);

    [Fact]
    public Task Removing_a_field_ends_its_ownership() => RecordAsync(ns =>
    [
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Merge(Map(ns), new JsonObject { ["data"] = new JsonObject { ["a"] = null } }, "somebody"),
        Call.Merge(Map(ns), new JsonObject { ["data"] = null }, "somebody"),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
    ]);

    [Fact]
    public Task Who_creates_owns_what_it_sent_and_its_defaults() => RecordAsync(ns =>
    [
        Call.Create($"api/v1/namespaces/{ns}/configmaps", ConfigMap(ns, ("a", "1"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "1"), ("b", "2"))),
        Call.Apply(Map(ns), ConfigMap(ns, ("a", "2"))),
        Call.Create($"api/v1/namespaces/{ns}/services", Service(ns, """{"ports":[{"port":80}],"selector":{"app":"x"}}""")),
        Call.Create($"apis/apps/v1/namespaces/{ns}/deployments", Deployment(ns)),
        Call.Create($"apis/batch/v1/namespaces/{ns}/jobs", Job(ns)),
        Call.Create($"api/v1/namespaces/{ns}/secrets", Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"stringData":{"a":"b"}}""")),
        Call.Create($"api/v1/namespaces/{ns}/serviceaccounts", Parse("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s"}}""")),
        Call.Create($"apis/coordination.k8s.io/v1/namespaces/{ns}/leases", Parse("""{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"l"},"spec":{"holderIdentity":"me"}}""")),
        Call.Create($"apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/roles", Parse("""{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role","metadata":{"name":"r"}}""")),
        Call.Create($"apis/rbac.authorization.k8s.io/v1/namespaces/{ns}/rolebindings", Parse("""
            {"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"r"},"roleRef":{"kind":"Role","name":"r"},"subjects":[{"kind":"User","name":"u"}]}
            """)),
        Call.Create($"api/v1/namespaces/{ns}/persistentvolumeclaims", Parse("""
            {"apiVersion":"v1","kind":"PersistentVolumeClaim","metadata":{"name":"p"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"}}}}
            """)),
    ]);

    [Fact]
    public Task Entries_of_lists_are_owned_by_their_keys() => RecordAsync(ns =>
    [
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns)),
        Call.Merge($"apis/apps/v1/namespaces/{ns}/deployments/d", Parse("""{"spec":{"replicas":3}}"""), "scaler"),
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns, container => container["env"] = Parse("""{"x":[{"name":"A","value":"1"},{"name":"B","value":"2"}]}""")["x"]!.DeepClone())),
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns, container => container["env"] = Parse("""{"x":[{"name":"B","value":"2"}]}""")["x"]!.DeepClone())),
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns, container => container["image"] = "x:2"), "other"),
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns, container => container["image"] = "x:2"), "other", force: true),
        Call.Merge($"apis/apps/v1/namespaces/{ns}/deployments/d/status", Parse("""{"status":{"replicas":1,"conditions":[{"type":"Available","status":"True"}]}}"""), "controller"),
        Call.Apply($"apis/apps/v1/namespaces/{ns}/deployments/d", Deployment(ns)),
    ]);

    [Fact]
    public Task What_cannot_be_merged_is_refused() => RecordAsync(ns =>
    [
        Call.Apply($"api/v1/namespaces/{ns}/services/s", Service(ns, """{"ports":[{"port":80}]}""")),
        Call.Apply($"api/v1/namespaces/{ns}/services/s", Service(ns, """{"ports":[{"port":80,"protocol":"TCP"},{"port":80,"protocol":"TCP"}]}""")),
        Call.Apply(Map(ns), Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"},"unknown":"field"}""")),
        Call.Apply($"api/v1/namespaces/{ns}/services/s", Service(ns, """{"ports":[{"port":80,"protocol":"TCP"}],"nonsense":1}""")),
    ]);

    [Fact]
    public Task Custom_resources_merge_by_what_their_values_are() => RecordAsync(ns =>
    [
        Call.Apply(Route(ns), RouteOf("""{"to":{"kind":"Service","name":"a"},"list":[1,2],"empty":{}}""")),
        Call.Apply(Route(ns), RouteOf("""{"to":{"kind":"Service","name":"a"},"list":[1,2],"empty":{}}""")),
        Call.Merge(Route(ns), Parse("""{"spec":{"host":"x","to":{"weight":1},"list":[3]}}"""), "router"),
        Call.Apply(Route(ns), RouteOf("""{"to":{"kind":"Service","name":"a"},"list":[1]}""")),
        Call.Apply(Route(ns), RouteOf("""{"to":"text"}"""), force: true),
        Call.Merge($"{Route(ns)}/status", Parse("""{"status":{"ingress":[{"host":"x"}]}}"""), "router"),
    ]);

    private static string Map(string ns) => $"api/v1/namespaces/{ns}/configmaps/m";

    private static string Route(string ns) => $"apis/route.openshift.io/v1/namespaces/{ns}/routes/r";

    private static JsonObject RouteOf(string spec) =>
        Parse("""{"apiVersion":"route.openshift.io/v1","kind":"Route","metadata":{"name":"r"},"spec":SPEC}""".Replace("SPEC", spec, StringComparison.Ordinal));

    private static JsonObject ConfigMap(string ns, params (string Key, string Value)[] data)
    {
        var map = Parse("""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m"}}""");
        map["metadata"]!["namespace"] = ns;
        if (data.Length > 0) map["data"] = Data(data)["data"]!.DeepClone();
        return map;
    }

    private static JsonObject Data(params (string Key, string Value)[] data) =>
        new() { ["data"] = new JsonObject(data.Select(item => KeyValuePair.Create(item.Key, (JsonNode?)item.Value))) };

    private static JsonObject Service(string ns, string spec) =>
        Parse($$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"s","namespace":"{{{ns}}}"},"spec":SPEC}""".Replace("SPEC", spec, StringComparison.Ordinal));

    private static JsonObject Deployment(string ns, Action<JsonObject>? change = null)
    {
        var deployment = Parse("""
            {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"NS"},"spec":{"selector":{"matchLabels":{"a":"b"}},
            "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x","ports":[{"containerPort":80,"protocol":"TCP"}]}]}}}}
            """.Replace("NS", ns, StringComparison.Ordinal));
        change?.Invoke((JsonObject)deployment["spec"]!["template"]!["spec"]!["containers"]![0]!);
        return deployment;
    }

    private static JsonObject Job(string ns) => Parse("""
        {"apiVersion":"batch/v1","kind":"Job","metadata":{"name":"j","namespace":"NS"},
        "spec":{"template":{"spec":{"restartPolicy":"Never","containers":[{"name":"c","image":"x:1"}]}}}}
        """.Replace("NS", ns, StringComparison.Ordinal));

    private static JsonObject Parse(string text) => (JsonObject)JsonNode.Parse(text)!;

    private async Task RecordAsync(Func<string, Call[]> calls)
    {
        await server.InstallOpenShiftAsync();
        var ns = await server.CreateNamespaceAsync();
        using var real = new HttpAnswering(server.Address, server.CertificateAuthorityPem, server.AdminToken);
        var clock = new FollowingClock();
        await using var simulated = await SimulatedServer.StartAsync(server, ns, clock);
        var recorder = new Recorder(real, simulated, clock);
        foreach (var call in calls(ns)) await recorder.SendAsync(call);
        recorder.NothingDiffered();
    }
}
