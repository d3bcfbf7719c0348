using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public abstract class DefinitionsTests(WorldServer server)
{
    private static readonly Resource Registries = new("/apis/quay.redhat.com/v1", "quayregistries");

    private static JsonObject Component(string kind, string overrides) =>
        new() { ["kind"] = kind, ["managed"] = true, ["overrides"] = JsonNode.Parse(overrides) };

    [Fact]
    public async Task A_registry_keeps_every_override_and_tolerates_a_number_as_volume_size()
    {
        await using var stage = await Stage.OpenAsync(server);
        var components = new JsonArray(
            Component("postgres", """{"volumeSize":"70Gi","env":[{"name":"A","valueFrom":{"secretKeyRef":{"name":"s","key":"k"}}}]}"""),
            Component("clair", """{"volumeSize":75161927680,"replicas":0,"labels":{"a":"b"},"annotations":{"c":"d"}}"""),
            Component("quay", """{"affinity":{"nodeAffinity":{}},"resources":{"limits":{"cpu":2,"memory":"8Gi"}},"securityContext":{"runAsUser":5}}"""),
            Component("mirroring", "{}"));
        await stage.ApplyAsync(Registries, Stage.Object("quay.redhat.com/v1", "QuayRegistry", "skynet", new JsonObject
        {
            ["components"] = components,
        }));
        var stored = (await stage.GetAsync(Registries, "skynet"))!;
        Assert.True(JsonNode.DeepEquals(components, stored.At("spec", "components")), stored.Json.ToJsonString());
    }

    [Fact]
    public async Task A_registry_needs_no_spec_and_a_component_needs_managed()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Registries, Stage.Object("quay.redhat.com/v1", "QuayRegistry", "bare"));
        var refused = await Assert.ThrowsAsync<ApiException>(() => stage.ApplyAsync(
            Registries,
            Stage.Object("quay.redhat.com/v1", "QuayRegistry", "half", new JsonObject
            {
                ["components"] = new JsonArray(new JsonObject { ["kind"] = "quay" }),
            })));
        Assert.Contains("managed", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_is_a_subresource_keeps_older_fields_and_replaces_conditions_as_a_whole()
    {
        await using var stage = await Stage.OpenAsync(server);
        var item = Registries.Item(stage.Namespace, "skynet");
        await stage.ApplyAsync(Registries, Stage.Object("quay.redhat.com/v1", "QuayRegistry", "skynet", []));
        await ApplyStatusAsync("""{"currentVersion":"3.7.10","unhealthyComponents":{"base":[]},"conditions":[{"type":"A","status":"True"},{"type":"B","status":"True"}]}""");
        await ApplyStatusAsync("""{"currentVersion":"3.7.11","conditions":[{"type":"B","status":"False","lastUpdateTime":"2026-01-02T03:04:05Z"}]}""");
        var stored = (await stage.GetAsync(Registries, "skynet"))!;
        Assert.Equal(1, stored.Generation);
        var expected = JsonNode.Parse("""[{"type":"B","status":"False","lastUpdateTime":"2026-01-02T03:04:05Z"}]""");
        Assert.True(JsonNode.DeepEquals(expected, stored.At("status", "conditions")), stored.Json.ToJsonString());

        async Task ApplyStatusAsync(string status)
        {
            var body = Stage.Object("quay.redhat.com/v1", "QuayRegistry", "skynet");
            body["status"] = JsonNode.Parse(status);
            await server.Api.ApplyAsync(item + "/status", body.ToJsonString(), default);
        }
    }
}
