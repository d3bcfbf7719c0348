using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

#pragma warning disable RS0030 // Random: the seed is printed, and each request has its own

/// <summary>What Fleet.Gateway.Tests sends to a gateway with fake grains, sent to a whole server.</summary>
[Collection("one fleet at a time")]
public sealed class ApiFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 200 : 4;

    private readonly string _data = FleetProcess.NewFolder();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Any_request_of_the_document_gets_an_answer_from_a_whole_server()
    {
        var start = Random.Shared.Next(1 << 20);
        output.WriteLine($"seeds from {start}");
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x2"]);
        using var client = new HttpClient { BaseAddress = new Uri(fleet.Url) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"), Ct)).Trim());
        JsonArray registries = [];
        await Wait.UntilAsync(
            async () => (registries = JsonNode.Parse(await client.GetStringAsync("api/v1/registries?freshness=live", Ct))!["items"]!.AsArray()).Count == 2, "both registries are live");
        var (ns, name) = ((string)registries[0]!["namespace"]!, (string)registries[0]!["name"]!);
        var fuzz = new ApiFuzz(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "openapi.json"), Ct),
            new Dictionary<string, string[]>
            {
                ["cluster"] = ["sim-1"],
                ["namespace"] = [ns],
                ["name"] = [name, "sim-1", "own"],
                ["rollout"] = ["july"],
                ["channel"] = ["stable-3.7"],
                ["target"] = ["3.7.11"],
                ["roles"] = ["viewer"],
                ["Idempotency-Key"] = ["k1", "k2", "k3"],
                ["expiresAt"] = [TimeProvider.System.GetUtcNow().AddHours(1).ToString("O")],
                ["{}"] =
                [
                    $$$"""{"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry","metadata":{"name":"own","namespace":"{{{ns}}}"},"spec":{"components":[{"kind":"mirror","managed":false}]}}""",
                    """{"target":"3.7.11","stages":[{"name":"all","maxConcurrency":"10%"}]}""",
                ],
                ["spec"] = ["name: july\ntarget: 3.7.11\nstages:\n- name: all\n"],
            });
        var faults = new List<string>();
        for (var seed = start; seed < start + (Rounds * fuzz.Operations) && faults.Count < 10; seed++)
            if (await fuzz.TryAsync(client, seed, Ct) is { } fault) faults.Add(fault);
        Assert.True(faults.Count == 0, string.Join("\n\n", faults) + "\n" + fleet.Log);
    }
}
