using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Fleet.Testing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What <c>make run</c> starts: the server with simulated clusters in its process.</summary>
[Collection("one fleet at a time")]
public sealed partial class SimulatedFleetTests : IDisposable
{
    private const int Registries = 20;

    private static readonly string[] Options = ["--simulate", $"3x{Registries}", "--simulate-trouble"];

    private readonly string _data = FleetProcess.NewFolder();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Killed_and_started_again_it_shows_the_same_registries_and_writes_to_none()
    {
        List<string> clusters, registries, objects;
        await using (var fleet = await FleetProcess.StartAsync(_data, arguments: Options))
        {
            // The first two stay; the last is lost half a minute after it was seen, by order.
            await LiveAsync(fleet, 2 * Registries);
            (clusters, registries) = (await NamesAsync(fleet, "clusters"), await NamesAsync(fleet, "registries"));
            Assert.Equal(["sim-1", "sim-2", "sim-3"], clusters);
            Assert.Equal(3 * Registries, registries.Count);
            await QuietAsync(fleet);
            objects = Stored();
            Assert.NotEmpty(objects);
            await fleet.KillAsync();
        }

        await using var again = await FleetProcess.StartAsync(_data, arguments: Options);
        await LiveAsync(again, 2 * Registries);
        Assert.Equal(clusters, await NamesAsync(again, "clusters"));
        Assert.Equal(registries, await NamesAsync(again, "registries"));
        await QuietAsync(again);
        var stored = Stored();
        Assert.True(objects.SequenceEqual(stored), $"gone: {string.Join("; ", objects.Except(stored))}\nnew: {string.Join("; ", stored.Except(objects))}");
        Assert.Equal(0, await again.TerminateAsync());
    }

    [Fact]
    public async Task A_registry_is_diffed_created_edited_paused_and_deleted_from_the_command_line()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x2"]);
        // What it proposes works as it is, wherever it listens and keeps its token.
        Assert.Contains($"-- rollout start -f deploy/examples/rollout.yaml --server {fleet.Url} --token-file {Path.Combine(_data, "admin.token")}", fleet.Log, StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await ItemsAsync(fleet, "registries")).Count(item => (string?)item["freshness"] == "live") == 2, "both registries are live");
        var ns = (string)(await ItemsAsync(fleet, "registries"))[0]["namespace"]!;
        using var watching = WatchUntilTheFirstLine(fleet);
        var (reference, file) = ($"registry/sim-1/{ns}/own", Path.Combine(_data, "own.yaml"));
        await File.WriteAllTextAsync(file, $"apiVersion: quay.redhat.com/v1\nkind: QuayRegistry\nmetadata: {{name: own, namespace: {ns}, labels: {{team: a}}}}\nspec: {{}}\n", Ct);

        var diff = await fleet.CliAsync("diff", reference, "-f", file);
        Assert.True(diff.Code == 1 && diff.Output.Contains("+ metadata.labels.team: a", StringComparison.Ordinal), diff.ToString());
        Assert.Contains("created", await DoneAsync(fleet, "registry", "create", "sim-1", "-f", file), StringComparison.Ordinal);
        await DoneAsync(fleet, "wait", reference, "--for", "condition=Available", "--timeout", "2m");

        // Without the version it was read at: a status may be written at any moment.
        var lines = (await DoneAsync(fleet, "registry", "manifest", reference)).Split('\n').Where(line => !line.Contains("resourceVersion:", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, string.Join('\n', lines).Replace("team: a", "team: b", StringComparison.Ordinal), Ct);
        Assert.Contains("+ metadata.labels.team: b", await DoneAsync(fleet, "registry", "edit", reference, "-f", file), StringComparison.Ordinal);

        Assert.Contains("paused", await DoneAsync(fleet, "registry", "pause", reference), StringComparison.Ordinal);
        // Whoever watched for it has gone, and so has the watch.
        await watching.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System, Ct);
        Assert.Contains("paused", (await fleet.CliAsync("why", reference)).Output, StringComparison.Ordinal);
        await DoneAsync(fleet, "registry", "resume", reference);

        var unsure = await fleet.CliAsync("registry", "delete", reference);
        Assert.True(unsure.Code == 2 && unsure.Error.Contains("--confirm own", StringComparison.Ordinal), unsure.ToString());
        Assert.Contains("bucket", await DoneAsync(fleet, "registry", "delete", reference, "--confirm", "own"), StringComparison.Ordinal);
        await Wait.UntilAsync(async () => (await ItemsAsync(fleet, "registries")).Count == 2, "the registry is gone");
    }

    /// <summary><c>quayfleet get registries --watch | head -1</c>, which ends when both have.</summary>
    private static Process WatchUntilTheFirstLine(FleetProcess fleet)
    {
        var client = $"dotnet '{Path.Combine(Repository.Root, "src/Fleet.Cli/bin", Programs.Configuration, "net10.0/quayfleet.dll")}' --server {fleet.Url} --token-file '{Path.Combine(fleet.Data, "admin.token")}'";
        return Process.Start(new ProcessStartInfo("sh", ["-c", $"{client} get registries --watch | head -1"]) { RedirectStandardOutput = true })!;
    }

    private static async Task<string> DoneAsync(FleetProcess fleet, params string[] arguments)
    {
        var ended = await fleet.CliAsync(arguments);
        Assert.True(ended.Code == 0, ended.ToString());
        return ended.Output;
    }

    /// <summary>Until so many registries of the clusters that stay are live.</summary>
    private static Task LiveAsync(FleetProcess fleet, int count) => Wait.UntilAsync(
        async () => (await ItemsAsync(fleet, "registries")).Count(item => (string?)item["cluster"] != "sim-3" && (string?)item["freshness"] == "live") == count,
        $"{count} registries are live");

    private static async Task<List<string>> NamesAsync(FleetProcess fleet, string noun) =>
        [.. (await ItemsAsync(fleet, noun)).Select(item => string.Join('/', new[] { item["cluster"], item["namespace"], item["name"] }.Where(part => part is not null))).Order(StringComparer.Ordinal)];

    private static async Task<List<JsonNode>> ItemsAsync(FleetProcess fleet, string noun)
    {
        var ended = await fleet.CliAsync("get", noun, "-o", "json");
        Assert.True(ended.Code == 0, ended.ToString());
        return [.. JsonNode.Parse(ended.Output)!["items"]!.AsArray().Select(item => item!)];
    }

    [Fact]
    public async Task Metrics_count_the_fleet_for_whoever_may_see_all_of_it_and_for_nobody_else()
    {
        await using var fleet = await FleetProcess.StartAsync(_data, arguments: ["--simulate", "1x2"]);
        await LiveAsync(fleet, 2);
        var scoped = await fleet.CliAsync("token", "create", "team", "--role", "viewer", "--clusters", "ring=canary", "--expires", "1d");
        Assert.True(scoped.Code == 0, scoped.ToString());
        using var client = new HttpClient { BaseAddress = new Uri(fleet.Url) };
        Assert.Equal(HttpStatusCode.Unauthorized, (await ScrapeAsync(null)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await ScrapeAsync(scoped.Output.Trim())).Status);

        var (status, metrics) = await ScrapeAsync(await AdminTokenAsync(fleet));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Matches("""quay_fleet_clusters\{[^}]*freshness="live"[^}]*\} 1""", metrics);
        Assert.Matches("""quay_fleet_clusters\{[^}]*freshness="unreachable"[^}]*\} 0""", metrics);
        Assert.Equal(2, Regex.Matches(metrics, """quay_fleet_registries\{[^}]*health="(?:available|unavailable)"[^}]*\} (\d+)""").Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.Matches("""quay_fleet_kubernetes_watch_events_total\{[^}]*cluster="sim-1"[^}]*\} [1-9]""", metrics);

        async Task<(HttpStatusCode Status, string Text)> ScrapeAsync(string? token)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
            if (token is not null) request.Headers.Authorization = new("Bearer", token);
            using var answer = await client.SendAsync(request, Ct);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
        }
    }

    private static async Task<string> AdminTokenAsync(FleetProcess fleet) => (await File.ReadAllTextAsync(Path.Combine(fleet.Data, "admin.token"), Ct)).Trim();

    /// <summary>Until five seconds passed without a write to the clusters that stay.</summary>
    private static async Task QuietAsync(FleetProcess fleet)
    {
        using var client = new HttpClient { BaseAddress = new Uri(fleet.Url), DefaultRequestHeaders = { Authorization = new("Bearer", await AdminTokenAsync(fleet)) } };
        for (var (before, looks) = (-1L, 0); ; looks++)
        {
            var now = (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct)).Split('\n')
                .Select(line => Write().Match(line))
                .Sum(match => match.Success ? (long)double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0);
            if (now == before) return;
            Assert.True(looks < 60, "the server goes on writing");
            before = now;
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Ct);
        }
    }

    /// <summary>
    /// What changed since the seed in the registries' namespaces of the clusters that stay, with versions, as the simulated clusters keep it. Not the
    /// fleet's own namespace, whose Lease every session writes, and not the namespace of dashboards: there registries of one name share a ConfigMap,
    /// as with the real operator, and each session's passes overwrite it in turn.
    /// </summary>
    private List<string> Stored()
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(_data, "simulated", "clusters.db"),
            Mode = SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = """
            select cluster || ' ' || key || ' ' || version from object
            where cluster <> 'sim-3' and key not like '%/quay-fleet/%' and key not like '%/openshift-config-managed/%' order by 1
            """;
        using var rows = command.ExecuteReader();
        var objects = new List<string>();
        while (rows.Read()) objects.Add(rows.GetString(0));
        return objects;
    }

    [GeneratedRegex("""^quay_fleet_kubernetes_requests_total\{(?=[^}]*cluster="sim-[12]")(?=[^}]*verb="(?:apply|patch|create|delete)")[^}]*\} (\S+)""")]
    private static partial Regex Write();
}
