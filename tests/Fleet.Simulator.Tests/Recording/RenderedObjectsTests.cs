using System.Text.Json.Nodes;
using Fleet.Domain.Quay.Yaml;
using Fleet.Testing;
using Xunit;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>What a registry is rendered to is answered as a real server answers it, through its life.</summary>
public sealed class RenderedObjectsTests(RealServer server)
{
    [Theory]
    [InlineData("everything-managed-3.7")]
    [InlineData("upgrade-3.7")]
    [InlineData("oldest-release-3.4")]
    [InlineData("everything-external-3.7")]
    [InlineData("overrides-without-autoscaler-3.7")]
    public async Task The_objects_of_a_registry_are_answered_alike(string golden)
    {
        await server.InstallOpenShiftAsync();
        var ns = await server.CreateNamespaceAsync();
        using var real = new HttpAnswering(server.Address, server.CertificateAuthorityPem, server.AdminToken);
        var clock = new FollowingClock();
        await using var simulated = await SimulatedServer.StartAsync(server, ns, clock);
        var recorder = new Recorder(real, simulated, clock);
        foreach (var obj in Rendered(golden, ns))
        {
            var path = Paths.Of(obj);
            await recorder.SendAsync(Call.Apply(path, obj));
            await recorder.SendAsync(Call.Apply(path, obj));
            await recorder.SendAsync(Call.Merge(path, Meta("annotations", new JsonObject { ["someone/else"] = "was here" }), "someone"));
            await recorder.SendAsync(Call.Apply(path, obj));
            await recorder.SendAsync(Call.Merge(path, Meta("labels", new JsonObject { ["quay-operator/quayregistry"] = "another" }), "someone"));
            await recorder.SendAsync(Call.Apply(path, obj));
            await recorder.SendAsync(Call.Apply(path, obj, force: true));
            await recorder.SendAsync(Call.Apply(path, WithoutLabels(obj)));
            await recorder.SendAsync(Call.Apply(path, obj, "another-fleet"));
            await recorder.SendAsync(Call.Get(path));
        }
        await OthersAsync(recorder, ns);
        recorder.NothingDiffered();
    }

    /// <summary>What is asked beside applying: lists, refusals, deletions.</summary>
    private static async Task OthersAsync(Recorder recorder, string ns)
    {
        var secrets = $"api/v1/namespaces/{ns}/secrets";
        var map = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["metadata"] = new JsonObject { ["name"] = "m" }, ["data"] = new JsonObject { ["a"] = "1" } };
        var maps = $"api/v1/namespaces/{ns}/configmaps";
        foreach (var call in (Call[])
            [
                Call.Get(secrets + "?labelSelector=quay-operator%2Fquayregistry&limit=500"),
                Call.Get($"apis/apps/v1/namespaces/{ns}/deployments"),
                Call.Get($"apis/route.openshift.io/v1/namespaces/{ns}/routes"),
                Call.Get($"{secrets}/absent"),
                Call.Get($"apis/apps/v1/namespaces/{ns}/absent"),
                Call.Create(maps, map),
                Call.Create(maps, map),
                Call.Create("api/v1/namespaces/absent/configmaps", map),
                Call.Merge($"{maps}/absent", [], "someone"),
                Call.Merge($"{maps}/m", new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = "1" } }, "someone"),
                Call.Merge($"{maps}/m", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray("example.com/hold") } }, "someone"),
                Call.Delete($"{maps}/m"),
                Call.Merge($"{maps}/m", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, "someone"),
                Call.Get($"{maps}/m"),
                Call.Delete($"{maps}/m"),
            ])
            await recorder.SendAsync(call);
    }

    private static JsonObject Meta(string key, JsonObject value) => new() { ["metadata"] = new JsonObject { [key] = value } };

    private static JsonObject WithoutLabels(JsonObject obj)
    {
        var copy = (JsonObject)obj.DeepClone();
        copy["metadata"]!.AsObject().Remove("labels");
        return copy;
    }

    /// <summary>The reviewed objects, in a namespace of the test's own, and of the versions a 1.20 server knows.</summary>
    private static IEnumerable<JsonObject> Rendered(string golden, string ns)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "tests/Fleet.Domain.Tests/Golden", golden, "rendered.yaml"))
            .Replace("autoscaling/v2\n", "autoscaling/v2beta2\n", StringComparison.Ordinal);
        foreach (var obj in YamlReader.ReadAll(text, YamlRules.Manifest).OfType<JsonObject>())
        {
            obj["metadata"]!["namespace"] = ns;
            yield return obj;
        }
    }
}
