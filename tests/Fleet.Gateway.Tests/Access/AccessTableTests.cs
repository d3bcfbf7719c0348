using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Fleet.Domain.Access;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Gateway.Security;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Fleet.Gateway.Tests.Access;

/// <summary>
/// Every endpoint is called by every role, with a cluster in and out of its scope. The table is checked in: who may do what shows in review.
/// </summary>
public sealed class AccessTableTests(AccessTableTests.Gateway gateway) : IClassFixture<AccessTableTests.Gateway>
{
    private static readonly Role[] AllRoles = [Role.Viewer, Role.Operator, Role.Approver, Role.Admin];

    public sealed class Gateway : GatewayFixture;

    private IEnumerable<RouteEndpoint> Endpoints => gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .OrderBy(endpoint => endpoint.RoutePattern.RawText, StringComparer.Ordinal).ThenBy(Method, StringComparer.Ordinal);

    [Fact]
    public void Every_endpoint_declares_what_it_needs() =>
        Assert.All(Endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<AccessNeed>() is not null != endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            $"{endpoint.DisplayName} has to be either public or .Requires(…) something."));

    [Fact]
    public async Task Who_may_do_what_is_as_the_checked_in_table_says()
    {
        var tokens = await TokensAsync();
        var table = new StringBuilder("# Who may do what\n\nWritten by a test that calls every endpoint (`scripts/access-table.sh`). *in* and *out*: the cluster is in or out of the role's scope\n"
            + "`team=in`. Columns without a scope have the role on the whole fleet. Lists say which of the two clusters they show.\n\n");
        string[] columns = ["nobody", .. AllRoles.Select(role => role.Name()), .. AllRoles.SelectMany(role => (string[])[$"{role.Name()} in", $"{role.Name()} out"])];
        table.Append($"| endpoint | needs | {string.Join(" | ", columns)} |\n|{string.Concat(Enumerable.Repeat("---|", columns.Length + 2))}\n");
        foreach (var endpoint in Endpoints)
        {
            var cells = new List<string> { await OutcomeAsync(endpoint, null, "team-in") };
            foreach (var role in AllRoles) cells.Add(await OutcomeAsync(endpoint, tokens[(role, false)], "team-in"));
            foreach (var role in AllRoles)
                foreach (var cluster in (string[])["team-in", "team-out"])
                    cells.Add(await OutcomeAsync(endpoint, tokens[(role, true)], cluster));
            table.Append($"| {Method(endpoint)} {endpoint.RoutePattern.RawText} | {endpoint.Metadata.GetMetadata<AccessNeed>()?.ToString() ?? "nothing"} | {string.Join(" | ", cells)} |\n");
        }

        var file = Path.Combine(Repository.Root, "docs", "access-table.md");
        if (Environment.GetEnvironmentVariable("UPDATE_ACCESS_TABLE") == "1") await File.WriteAllTextAsync(file, table.ToString(), TestContext.Current.CancellationToken);
        var checkedIn = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(checkedIn == table.ToString(), "Who may do what changed. If that is meant, write docs/access-table.md anew: scripts/access-table.sh\n" + table);
    }

    [Fact]
    public async Task What_the_table_shows_is_what_each_endpoint_declares()
    {
        var tokens = await TokensAsync();
        foreach (var endpoint in Endpoints)
        {
            if (endpoint.Metadata.GetMetadata<AccessNeed>() is not { } need) continue;
            Assert.Equal("401", await OutcomeAsync(endpoint, null, "team-in"));
            foreach (var role in AllRoles)
                foreach (var scoped in (bool[])[false, true])
                    foreach (var cluster in (string[])["team-in", "team-out"])
                    {
                        var outcome = await OutcomeAsync(endpoint, tokens[(role, scoped)], cluster);
                        var has = need.Reach == Reach.Nothing || role == Role.Admin || role == need.Role || need.Role == Role.Viewer;
                        var expected = !has || (need.Reach == Reach.Fleet && scoped) ? "403"
                            : need.Reach == Reach.Cluster && scoped && cluster == "team-out" ? "404"
                            : need.Reach == Reach.Filtered ? (scoped ? "shows in" : "shows in, out")
                            : "yes";
                        // Totals name nobody; they have a test of their own.
                        if (need.Reach == Reach.Filtered && endpoint.RoutePattern.RawText == "/api/v1/fleet" && expected.StartsWith("shows", StringComparison.Ordinal)) expected = "yes";
                        Assert.True(expected == outcome, $"{Method(endpoint)} {endpoint.RoutePattern.RawText}: {role.Name()} {(scoped ? "of team=in" : "")} asks for {cluster}: {outcome}, not {expected}");
                    }
        }
    }

    [Fact]
    public async Task Every_write_is_in_the_audit_before_and_after()
    {
        await TokensAsync();
        foreach (var endpoint in Endpoints.Where(endpoint => Method(endpoint) is not "GET" && endpoint.Metadata.GetMetadata<AccessNeed>() is not null))
        {
            var before = gateway.Audit.Rows.Count;
            await OutcomeAsync(endpoint, GatewayFixture.Token, "team-in");
            var name = endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;
            // The same action may be part of preparing the call; denied attempts of before are written in their own time.
            var last = gateway.Audit.Rows.Skip(before).Where(row => row.Action == name && row.Stage != "denied").TakeLast(2).ToList();
            Assert.Equal($"{name} requested, completed", $"{name} {string.Join(", ", last.Select(row => row.Stage))}");
        }
    }

    [Fact]
    public async Task Totals_count_what_is_in_scope()
    {
        var tokens = await TokensAsync();
        Assert.Equal((1, 1), await CountAsync(tokens[(Role.Viewer, true)]));
        Assert.Equal((2, 2), await CountAsync(tokens[(Role.Viewer, false)]));
    }

    private async Task<(int Clusters, int Registries)> CountAsync(string token)
    {
        using var client = gateway.Client(token);
        var fleet = System.Text.Json.Nodes.JsonNode.Parse(await client.GetStringAsync("api/v1/fleet", TestContext.Current.CancellationToken))!;
        return ((int)fleet["clusters"]!["total"]!, (int)fleet["registries"]!["total"]!);
    }

    /// <summary>One token for each role, on the whole fleet and on <c>team=in</c>; both clusters, with a registry each.</summary>
    private async Task<Dictionary<(Role Role, bool Scoped), string>> TokensAsync()
    {
        using var admin = gateway.Client();
        var tokens = new Dictionary<(Role, bool), string>();
        foreach (var cluster in (string[])["team-in", "team-out"]) await RestoreAsync(admin, cluster);
        foreach (var role in AllRoles)
            foreach (var scoped in (bool[])[false, true])
            {
                var name = $"{role.Name()}{(scoped ? "-in" : "")}";
                await admin.DeleteAsync($"api/v1/tokens/{name}", TestContext.Current.CancellationToken);
                tokens[(role, scoped)] = await Tokens.CreateAsync(admin, name, role.Name(), scoped ? "team=in" : null);
            }
        return tokens;
    }

    private async Task RestoreAsync(HttpClient admin, string cluster)
    {
        var team = cluster["team-".Length..];
        await admin.PostAsync(
            "api/v1/clusters",
            new StringContent($$$"""{"name":"{{{cluster}}}","kubeconfig":"k","labels":{"team":"{{{team}}}"}}""", Encoding.UTF8, "application/json"),
            TestContext.Current.CancellationToken);
        // With an upgrade to approve, or it would not be in that list.
        await gateway.ShowAsync(Sample.Registry($"{cluster}/quay/main") with { Pending = new PendingUpgrade("3.7.10", "3.7.11", "3.7.11", "stable-3.7"), Upgrade = new UpgradeObservation(null, OnTarget: false) });
        await Wait.UntilAsync(
            async () => (await admin.GetAsync($"api/v1/registries/{cluster}/quay/main", TestContext.Current.CancellationToken)).IsSuccessStatusCode
                && (await admin.GetAsync($"api/v1/clusters/{cluster}", TestContext.Current.CancellationToken)).IsSuccessStatusCode,
            "the gateway shows the cluster");
    }

    private async Task<string> OutcomeAsync(RouteEndpoint endpoint, string? token, string cluster)
    {
        var (method, pattern) = (Method(endpoint), endpoint.RoutePattern.RawText!);
        using var admin = gateway.Client();
        // A call before this one may have removed it.
        if (method == "DELETE" || pattern.Contains("{name}", StringComparison.Ordinal)) await RestoreAsync(admin, cluster);
        if (pattern.EndsWith("/tokens/{name}", StringComparison.Ordinal)) await Tokens.CreateAsync(admin, cluster, "viewer", null);
        var path = pattern.Replace("{cluster}", cluster, StringComparison.Ordinal).Replace("{namespace}", "quay", StringComparison.Ordinal)
            .Replace("{documentName}", "v1", StringComparison.Ordinal).Replace("{channel}", "stable-3.7", StringComparison.Ordinal).Replace("{rollout}", "july", StringComparison.Ordinal)
            .Replace("{name}", pattern.Contains("{cluster}", StringComparison.Ordinal) ? "main" : cluster, StringComparison.Ordinal);
        using var client = gateway.Client(token);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        // Nothing in it will do, so what is let through is refused for that.
        if (method is "POST" or "PUT" or "PATCH") request.Content = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound) return ((int)response.StatusCode).ToString();
        Assert.True((int)response.StatusCode < 500, $"{method} {path}: {(int)response.StatusCode}");
        if (endpoint.Metadata.GetMetadata<AccessNeed>() is not { Reach: Reach.Filtered } || pattern.EndsWith("/fleet", StringComparison.Ordinal)) return "yes";
        var body = await ReadAsync(response);
        return "shows " + string.Join(", ", new[] { "in", "out" }.Where(team => body.Contains($"team-{team}", StringComparison.Ordinal)));
    }

    // A stream never ends; what exists comes before "synced".
    private static async Task<string> ReadAsync(HttpResponseMessage response)
    {
        if (response.Content.Headers.ContentType?.MediaType != "text/event-stream") return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var read = new StringBuilder();
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "event: synced") read.AppendLine(line);
        return read.ToString();
    }

    private static string Method(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods[0] ?? "GET";
}
