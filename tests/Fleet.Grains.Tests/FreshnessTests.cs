using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Simulator;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>A fleet that no longer knows says so: of clusters that were live until their token was revoked, their connection stood still, or their API server was gone.</summary>
[Collection("one fleet at a time")]
public sealed partial class FreshnessTests : IDisposable
{
    private const string Namespace = "accounts";

    private readonly string _folder = FleetServer.NewFolder();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Revoked_tokens_half_open_connections_and_stopped_servers_show_and_pass()
    {
        await using var simulated = await SimulatedFleet.StartAsync(
            new SimulatedFleetOptions(3, 1) { Delay = TimeSpan.Zero, Trouble = false }, TimeProvider.System, NullLoggerFactory.Instance, Cancellation);
        await using var server = await FleetServer.StartAsync(_folder);
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.token"), Cancellation)).Trim());
        await Wait.UntilAsync(async () => (await client.GetAsync("readyz", Cancellation)).IsSuccessStatusCode, "the gateway is ready");

        var port = simulated.Address.Port;
        await using var stalling = new CuttingProxy(port);
        await using var stopping = new CuttingProxy(port);
        using var admin = Admin(simulated.Clusters[0].Kubeconfig, port);
        var prefix = "clusters/sim-1/";
        await admin.CreateAsync(prefix + "api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = Namespace } });
        var (account, token) = await AccountAsync(admin, prefix, "fleet");
        var before = simulated.Clusters[0].Kubeconfig;
        await AddAsync(client, "revoked", Token().Replace(before, "token: " + token + "}"));
        await AddAsync(client, "stalled", simulated.Clusters[1].Kubeconfig.Replace($":{port}", $":{stalling.Port}", StringComparison.Ordinal));
        await AddAsync(client, "stopped", simulated.Clusters[2].Kubeconfig.Replace($":{port}", $":{stopping.Port}", StringComparison.Ordinal));
        foreach (var name in (string[])["revoked", "stalled", "stopped"]) await ShowsAsync(client, name, "live");

        await admin.DeleteAsync(prefix + account);
        stalling.Stall();
        stopping.Refuse();
        await ShowsAsync(client, "revoked", "unauthorised");
        await ShowsAsync(client, "stopped", "unreachable");
        await ShowsAsync(client, "stalled", "stale", "unreachable");

        stalling.Restore();
        stopping.Restore();
        await ShowsAsync(client, "stopped", "live");
        await ShowsAsync(client, "stalled", "live");
        (_, token) = await AccountAsync(admin, prefix, "another");
        using var rotated = await client.PostAsJsonAsync("api/v1/clusters/revoked/credentials", new { kubeconfig = Token().Replace(before, "token: " + token + "}") }, Cancellation);
        rotated.EnsureSuccessStatusCode();
        await ShowsAsync(client, "revoked", "live");
    }

    private static async Task AddAsync(HttpClient client, string name, string kubeconfig)
    {
        using var added = await client.PostAsJsonAsync("api/v1/clusters", new { name, kubeconfig, mode = "observe" }, Cancellation);
        added.EnsureSuccessStatusCode();
    }

    /// <summary>Of the cluster and of its registry.</summary>
    private static async Task ShowsAsync(HttpClient client, string cluster, params string[] freshness)
    {
        var shown = "";
        try
        {
            await Wait.UntilAsync(
                async () =>
                {
                    var of = (string?)(await client.GetFromJsonAsync<JsonNode>($"api/v1/clusters/{cluster}", Cancellation))!["freshness"];
                    var registries = (await client.GetFromJsonAsync<JsonNode>($"api/v1/registries?cluster={cluster}", Cancellation))!["items"]!.AsArray();
                    shown = $"{of}; {string.Join(' ', registries.Select(registry => (string?)registry!["freshness"]))}";
                    return freshness.Contains(of) && registries.Count == 1 && freshness.Contains((string?)registries[0]!["freshness"]);
                },
                $"{cluster} is {string.Join(" or ", freshness)}");
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} It is {shown}.", e);
        }
    }

    private static async Task<(string Path, string Token)> AccountAsync(AdminClient admin, string prefix, string name)
    {
        const string accounts = $"api/v1/namespaces/{Namespace}/serviceaccounts";
        await admin.CreateAsync($"{prefix}{accounts}", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } });
        await admin.CreateAsync($"{prefix}apis/rbac.authorization.k8s.io/v1/clusterrolebindings", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["roleRef"] = new JsonObject { ["apiGroup"] = "rbac.authorization.k8s.io", ["kind"] = "ClusterRole", ["name"] = "cluster-admin" },
            ["subjects"] = new JsonArray(new JsonObject { ["kind"] = "ServiceAccount", ["namespace"] = Namespace, ["name"] = name }),
        });
        var answer = await admin.CreateAsync($"{prefix}{accounts}/{name}/token", new JsonObject { ["spec"] = new JsonObject() });
        return ($"{accounts}/{name}", (string)answer["status"]!["token"]!);
    }

    private static AdminClient Admin(string kubeconfig, int port) => new(
        new Uri($"https://127.0.0.1:{port}/"),
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(Authority().Match(kubeconfig).Groups[1].Value)),
        Token().Match(kubeconfig).Groups[1].Value);

    [GeneratedRegex(@"certificate-authority-data:\s*(\S+)")]
    private static partial Regex Authority();

    [GeneratedRegex(@"token:\s*([^\s}]+)\}")]
    private static partial Regex Token();
}
