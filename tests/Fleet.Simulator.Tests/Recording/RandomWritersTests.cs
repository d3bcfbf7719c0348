using System.Globalization;
using System.Text.Json.Nodes;
using CsCheck;
using Xunit;

namespace Fleet.Simulator.Tests.Recording;

/// <summary>Several writers who apply, force, patch and take back at random: after each step both servers tell the same.</summary>
public sealed class RandomWritersTests(RealServer server)
{
    private static readonly string[] Managers = ["ann", "bob", "eve"];

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Int[0, 2], Gen.Int[0, 3], Gen.Int[0, 255], Gen.Int[0, 255],
        (manager, verb, chosen, values) => new Step(Managers[manager], verb, chosen, values));

    [Fact]
    public Task Of_a_config_map() => SampleAsync(
        "api/v1/namespaces/NS/configmaps/m",
        """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"m","namespace":"NS"}}""",
        [("data.a", Text), ("data.b", Text), ("metadata.labels.x", Text), ("metadata.annotations.y", Text), ("data", _ => new JsonObject()), ("metadata.labels", _ => new JsonObject())]);

    [Fact]
    public Task Of_a_deployment() => SampleAsync(
        "apis/apps/v1/namespaces/NS/deployments/d",
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"NS"},"spec":{"selector":{"matchLabels":{"a":"b"}},
        "template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"x:1"}]}}}}
        """,
        [
            ("spec.replicas", value => value + 1),
            ("spec.template.spec.nodeSelector.n", Text),
            ("spec.template.spec.containers", value => Json($$"""[{"name":"c","image":"x:1","env":[{"name":"A","value":"{{value}}"},{"name":"B","value":"1"}]}]""")),
            ("spec.template.spec.containers", value => Json($$"""[{"name":"c","image":"x:{{value}}","args":["{{value}}"],"ports":[{"containerPort":80,"protocol":"TCP"}]}]""")),
            ("spec.template.spec.volumes", value => Json($$"""[{"name":"v{{value}}","emptyDir":{} }]""")),
            ("spec.strategy", value => Json(value == 0 ? """{"type":"RollingUpdate","rollingUpdate":{"maxSurge":1}}""" : """{"type":"RollingUpdate"}""")),
        ]);

    [Fact]
    public Task Of_a_custom_resource() => SampleAsync(
        "apis/route.openshift.io/v1/namespaces/NS/routes/r",
        """{"apiVersion":"route.openshift.io/v1","kind":"Route","metadata":{"name":"r","namespace":"NS"}}""",
        [
            ("spec.host", Text),
            ("spec.to", value => value == 0 ? "text" : Json("""{"kind":"Service","deep":{"er":1}}""")),
            ("spec.to.name", Text),
            ("spec.list", value => new JsonArray(value, 1)),
            ("spec.empty", value => value == 0 ? new JsonObject() : new JsonArray()),
            ("metadata.finalizers", value => new JsonArray($"example.com/{value}", "example.com/all")),
        ]);

    private static JsonNode Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static JsonNode Json(string text) => JsonNode.Parse(text)!;

    private async Task SampleAsync(string path, string least, (string Path, Func<int, JsonNode> Value)[] fields)
    {
        await server.InstallOpenShiftAsync();
        using var real = new HttpAnswering(server.Address, server.CertificateAuthorityPem, server.AdminToken);
        await Steps.Array[4, 12].SampleAsync(async steps =>
        {
            var ns = await server.CreateNamespaceAsync();
            var clock = new FollowingClock();
            await using var simulated = await SimulatedServer.StartAsync(server, ns, clock);
            var recorder = new Recorder(real, simulated, clock);
            var at = path.Replace("NS", ns, StringComparison.Ordinal);
            JsonObject Least() => (JsonObject)Json(least.Replace("NS", ns, StringComparison.Ordinal));
            await recorder.SendAsync(Call.Apply(at, Least(), Managers[0]));
            foreach (var step in steps)
                await recorder.SendAsync(step.Verb switch
                {
                    0 => Call.Apply(at, step.Fill(Least(), fields), step.Manager),
                    1 or 2 => Call.Apply(at, step.Fill(Least(), fields), step.Manager, force: true),
                    _ => Call.Merge(at, step.Fill([], fields), step.Manager),
                });
            recorder.NothingDiffered();
        }, iter: 25, threads: 1);
    }

    /// <param name="Chosen">A bit for each field that is written.</param>
    /// <param name="Values">A bit for each field: which of its values.</param>
    private sealed record Step(string Manager, int Verb, int Chosen, int Values)
    {
        public JsonObject Fill(JsonObject body, (string Path, Func<int, JsonNode> Value)[] fields)
        {
            for (var i = 0; i < fields.Length; i++)
                if ((Chosen >> i & 1) == 1)
                    Set(body, fields[i].Path.Split('.'), fields[i].Value(Values >> i & 1));
            return body;
        }

        private static void Set(JsonObject body, ReadOnlySpan<string> path, JsonNode value)
        {
            if (path.Length == 1)
            {
                body[path[0]] = value;
                return;
            }
            if (body[path[0]] is not JsonObject below) body[path[0]] = below = [];
            Set(below, path[1..], value);
        }
    }
}
