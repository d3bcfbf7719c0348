using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Cli.Commands;
using Fleet.Domain.Access;
using Fleet.Gateway.Auditing;
using Fleet.Gateway.Tests.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Gateway.Tests.Access;

public sealed class AuditTests(AuditTests.Gateway gateway) : IClassFixture<AuditTests.Gateway>
{
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task A_write_says_who_what_from_where_and_what_became_of_it()
    {
        using var admin = gateway.Client();
        await PostAsync(admin, "clusters", """{"name":"told","kubeconfig":"secret-kubeconfig","labels":{"ring":"prod"}}""");
        await PostAsync(admin, "clusters/told/pause", "");
        await PostAsync(admin, "clusters", """{"name":"told","kubeconfig":"secret-kubeconfig"}""");

        var lines = (await admin.GetFromJsonAsync<JsonNode>("api/v1/audit?resource=cluster/told"))!["items"]!.AsArray();

        Assert.Equal(
            ["addCluster completed 409 cluster-exists", "addCluster requested", "pauseCluster completed 200", "pauseCluster requested", "addCluster completed 201", "addCluster requested"],
            lines.Select(line => string.Join(' ', new[] { "action", "stage", "status", "reason" }.Select(field => line![field]?.ToString()).Where(value => value is not null))));
        Assert.All(lines, line => Assert.Equal(("admin", "127.0.0.1"), ((string)line!["actor"]!, (string)line["source"]!)));
        Assert.Equal((false, true), ((bool)lines[2]!["before"]!["paused"]!, (bool)lines[2]!["after"]!["paused"]!));
        Assert.Equal((string)lines[2]!["request"]!, (string)lines[3]!["request"]!);
        Assert.DoesNotContain(gateway.Audit.Rows, row => row.Line.Contains("secret-kubeconfig", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_done_to_a_rollout_names_it_and_what_is_only_tried_says_so()
    {
        using var admin = gateway.Client();
        const string Rollout = """apiVersion: fleet/v1\nkind: Rollout\nmetadata: {name: tried}\nspec: {target: {version: 3.7.11}, strategy: {stages: [{name: all}]}}""";
        await PostAsync(admin, "rollouts?dryRun=true", $$"""{"content":"{{Rollout}}"}""");
        await PostAsync(admin, "rollouts?save=true", $$"""{"content":"{{Rollout}}"}""");
        // It does not know the parameter, and pauses.
        await PostAsync(admin, "rollouts/tried/pause?dryRun=true", "{}");
        await PostAsync(admin, "catalogs/tried?dryRun=true", """{"content":"kind: ReleaseCatalog","file":"tried.yaml"}""");

        Assert.Equal(["pauseRollout", "startRollout"], await RequestedAsync("rollout/tried"));
        Assert.Equal(["importCatalog dry-run"], await RequestedAsync("catalog/tried"));

        async Task<IEnumerable<string>> RequestedAsync(string resource) => (await admin.GetFromJsonAsync<JsonNode>($"api/v1/audit?resource={resource}"))!["items"]!.AsArray()
            .Where(line => (string?)line!["stage"] == "requested").Select(line => $"{line!["action"]} {line["reason"]}".TrimEnd());
    }

    [Fact]
    public async Task Refused_attempts_are_counted_together_and_do_not_fill_the_store()
    {
        using var stranger = gateway.Client("guess");
        using var admin = gateway.Client();
        using var viewer = gateway.Client(await Tokens.CreateAsync(admin, "curious", "viewer", null));
        await gateway.Services.GetRequiredService<DeniedAttempts>().FlushAsync();
        var before = gateway.Audit.Rows.Count;
        for (var i = 0; i < 200; i++) await stranger.GetAsync($"api/v1/registries/a/b/c{i}");
        for (var i = 0; i < 3; i++) await viewer.DeleteAsync("api/v1/clusters/guarded");
        await gateway.Services.GetRequiredService<DeniedAttempts>().FlushAsync();

        var denied = gateway.Audit.Rows.Skip(before).Where(row => row.Stage == "denied").Select(row => JsonNode.Parse(row.Line)!).ToList();
        var anonymous = denied.Where(line => (string)line["actor"]! == "anonymous").ToList();
        Assert.Equal(200, anonymous.Sum(line => (int)line["count"]!));
        Assert.InRange(anonymous.Count, 1, 5);
        var curious = denied.Where(line => (string)line["actor"]! == "token/curious").ToList();
        Assert.Equal(3, curious.Sum(line => (int)line["count"]!));
        Assert.All(curious, line => Assert.Equal(("removeCluster", "cluster/guarded", 403), ((string)line["action"]!, (string)line["resource"]!, (int)line["status"]!)));
    }

    [Fact]
    public async Task Attempts_beyond_what_is_kept_apart_are_counted_as_one()
    {
        using var writer = new AuditWriter(gateway.Audit, TimeProvider.System, NullLogger<AuditWriter>.Instance);
        await writer.StartAsync(default);
        using var denied = new DeniedAttempts(writer, TimeProvider.System, NullLogger<DeniedAttempts>.Instance);
        for (var i = 0; i < 10_000; i++) denied.Report(new RequestFacts($"10.0.{i / 250}.{i % 250}", "GET", "/", "x", null, null), "anonymous", 401, "unknown");
        await denied.FlushAsync();
        await writer.StopAsync(default);

        var lines = gateway.Audit.Rows.Where(row => row.Chain == writer.Chain && row.Stage == "denied").Select(row => JsonNode.Parse(row.Line)!).ToList();
        Assert.Equal(DeniedAttempts.Most + 1, lines.Count);
        Assert.Equal(10_000, lines.Sum(line => (int)line["count"]!));
    }

    [Fact]
    public async Task What_cannot_be_audited_is_not_done()
    {
        await using var broken = new GatewayFixture();
        await broken.InitializeAsync();
        using var admin = broken.Client();
        broken.Audit.Broken = true;
        var response = await PostAsync(admin, "clusters", """{"name":"unseen","kubeconfig":"k"}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await admin.GetAsync("api/v1/clusters/unseen")).StatusCode);

        broken.Audit.Broken = false;
        Assert.Equal(HttpStatusCode.Created, (await PostAsync(admin, "clusters", """{"name":"seen","kubeconfig":"k"}""")).StatusCode);
        Assert.Empty(Verify(broken.Audit.Rows));
    }

    [Fact]
    public async Task A_restart_begins_a_chain_that_knows_the_ends_of_those_before()
    {
        var store = new MemoryAudit();
        foreach (var start in (int[])[1, 2, 3]) await WriteAsync(store, lines: start + 2);
        Assert.Equal(3, store.Rows.Select(row => row.Chain).Distinct().Count());
        Assert.Empty(Verify(store.Rows));

        var first = store.Rows[0].Chain;
        Assert.NotEmpty(Verify(store.Rows.Where(row => row.Chain != first || row.Sequence < 4)));
        Assert.NotEmpty(Verify(store.Rows.Where(row => row.Chain != first)).Concat(Verify(store.Rows.Where(row => row.Chain != store.Rows[5].Chain))));
    }

    [Fact]
    public async Task A_removed_or_changed_line_is_found()
    {
        var store = new MemoryAudit();
        await WriteAsync(store, lines: 10);
        await WriteAsync(store, lines: 1);
        var rows = store.Rows;
        Assert.Empty(Verify(rows));
        // The last of the last chain has nothing behind it.
        for (var i = 0; i < rows.Count - 1; i++) Assert.NotEmpty(Verify([.. rows.Take(i), .. rows.Skip(i + 1)]));
        for (var i = 0; i < rows.Count; i++)
        {
            var changed = rows[i] with { Line = rows[i].Line.Replace("\"actor\":\"", "\"actor\":\"x", StringComparison.Ordinal) };
            Assert.NotEmpty(Verify([.. rows.Take(i), changed, .. rows.Skip(i + 1)]));
            // Sealed anew, which is what somebody would do who knows how.
            var body = AuditChain.Open(changed.Line)!.Value.Body;
            if (i < rows.Count - 1) Assert.NotEmpty(Verify([.. rows.Take(i), changed with { Line = AuditChain.Seal(body).Text }, .. rows.Skip(i + 1)]));
        }
        var partial = new AuditVerification(partial: true);
        foreach (var row in rows.Skip(3)) partial.Read(row.Line);
        Assert.Empty(partial.Finish());
        Assert.NotEmpty(Verify([rows[0], rows[2], rows[1], .. rows.Skip(3)]));
        Assert.NotEmpty(Verify([.. rows, rows[^1]]));
    }

    [Fact]
    public async Task The_export_is_what_the_command_line_verifies()
    {
        using var admin = gateway.Client();
        await PostAsync(admin, "clusters", """{"name":"exported","kubeconfig":"k"}""");
        Assert.Equal(ExitCode.Done, (await RunAsync("audit", "verify")).Code);
        var export = await RunAsync("audit", "export");
        Assert.Equal(ExitCode.Done, export.Code);

        var lines = export.Output.TrimEnd().Split('\n').ToList();
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "audit.jsonl");
        await File.WriteAllLinesAsync(file, lines);
        Assert.Equal(ExitCode.Done, (await RunAsync("audit", "verify", file)).Code);
        lines.RemoveAt(1);
        await File.WriteAllLinesAsync(file, lines);
        var spoilt = await RunAsync("audit", "verify", file);
        Assert.Equal(ExitCode.Failed, spoilt.Code);
        Assert.Contains("missing", spoilt.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("audit", "verify", "/nowhere")).Code);
    }

    [Fact]
    public async Task Pages_follow_each_other_and_bad_filters_are_named()
    {
        using var admin = gateway.Client();
        for (var i = 0; i < 3; i++) await PostAsync(admin, "clusters/nobody/pause", "");
        var first = (await admin.GetFromJsonAsync<JsonNode>("api/v1/audit?resource=cluster/nobody&limit=4"))!;
        var second = (await admin.GetFromJsonAsync<JsonNode>($"api/v1/audit?resource=cluster/nobody&limit=4&continue={first["continue"]}"))!;
        Assert.Equal((4, 2, 6), (first["items"]!.AsArray().Count, second["items"]!.AsArray().Count, (int)second["total"]!));
        Assert.Null((string?)second["continue"]);
        Assert.Equal(HttpStatusCode.BadRequest, (await admin.GetAsync("api/v1/audit?since=yesterday&actors=x&continue=zz")).StatusCode);
    }

    [Fact]
    public async Task The_command_line_makes_lists_and_revokes_tokens_and_is_told_what_it_may_not()
    {
        var created = await RunAsync("token", "create", "cli", "--role", "operator", "--clusters", "team=in", "--expires", "30d");
        Assert.Equal(ExitCode.Done, created.Code);
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "cli.token");
        await File.WriteAllTextAsync(file, created.Output);
        Assert.Contains("operator on clusters team=in", (await RunAsync("whoami", "--token-file", file)).Output, StringComparison.Ordinal);
        Assert.Contains("team=in", (await RunAsync("token", "list")).Output, StringComparison.Ordinal);

        var denied = await RunAsync("token", "list", "--token-file", file);
        Assert.Equal(ExitCode.Denied, denied.Code);
        Assert.Contains("Ask an administrator", Assert.Single(denied.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);

        Assert.Equal(ExitCode.Done, (await RunAsync("token", "revoke", "cli")).Code);
        Assert.Equal(ExitCode.Denied, (await RunAsync("whoami", "--token-file", file)).Code);
        var listed = await RunAsync("get", "audit", "--resource", "token/cli", "--since", "1h");
        Assert.Contains("revokeToken", listed.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("token", "create", "x", "--role", "viewer", "--expires", "soon")).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("token", "create", "x", "--role", "root", "--expires", "1d")).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("get", "clusters", "--actor", "x")).Code);
    }

    private static async Task WriteAsync(MemoryAudit store, int lines)
    {
        using var writer = new AuditWriter(store, TimeProvider.System, NullLogger<AuditWriter>.Instance);
        await writer.StartAsync(default);
        var facts = new RequestFacts("127.0.0.1", "POST", "/x", "x", "cluster/ä\"b", null);
        for (var i = 0; i < lines; i++) await writer.WriteAsync(new AuditDraft(AuditDraft.Completed, "admin", facts, Status: 200 + i));
        await writer.StopAsync(default);
    }

    private static IReadOnlyList<string> Verify(IEnumerable<AuditRow> rows)
    {
        var verification = new AuditVerification();
        foreach (var row in rows) verification.Read(row.Line);
        return verification.Finish();
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string path, string body) =>
        client.PostAsync("api/v1/" + path, body.Length > 0 ? new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")) : null);

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] token = arguments.Contains("--token-file") ? [] : ["--token-file", gateway.TokenFile];
        var code = await QuayfleetCommand.RunAsync([.. arguments, "--server", gateway.Address, .. token], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
