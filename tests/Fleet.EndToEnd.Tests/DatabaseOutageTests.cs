using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Testing;
using Npgsql;
using Xunit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Fleet.EndToEnd.Tests;

/// <summary>A PostgreSQL of its own for each class: the shared one must not go away under the tests that run beside these.</summary>
public sealed class PostgresThatFails : IAsyncLifetime
{
    public PostgresServer Server { get; } = new();

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

/// <summary>Two servers of one fleet whose PostgreSQL goes away and comes back.</summary>
public sealed class DatabaseOutageTests(PostgresThatFails failing) : IClassFixture<PostgresThatFails>, IAsyncLifetime
{
    private const string Kubeconfig =
        """
        {"apiVersion": "v1", "kind": "Config", "current-context": "t",
         "clusters": [{"name": "t", "cluster": {"server": "https://127.0.0.1:1", "insecure-skip-tls-verify": true}}],
         "contexts": [{"name": "t", "context": {"cluster": "t", "user": "t"}}],
         "users": [{"name": "t", "user": {"token": "none"}}]}
        """;

    /// <summary>Long enough, in a long run, for every probe, retry and timeout there is to run out.</summary>
    private static readonly TimeSpan Outage = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? TimeSpan.FromSeconds(40) : TimeSpan.Zero;

    private readonly PostgresServer _postgres = failing.Server;
    private readonly string _folder = FleetProcess.NewFolder();
    private readonly HttpClient _http = new();
    private string _database = "";
    private string Name => new NpgsqlConnectionStringBuilder(_database).Database!;

    private FleetProcess _one = null!;
    private FleetProcess _two = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await _postgres.CreateDatabaseAsync("outage");
        // One folder: with PostgreSQL it may be shared.
        _one = await FleetProcess.StartAsync(_folder, postgres: _database);
        _two = await FleetProcess.StartAsync(_folder, postgres: _database);
        _http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_folder, "admin.token"))).Trim());
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _two.DisposeAsync();
        await _one.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task No_acknowledged_cluster_is_lost_and_no_refused_one_is_half_added() => OutageAsync(_postgres.StopAsync, _postgres.StartAsync);

    [Fact]
    public Task Nor_when_the_database_hangs_instead() => OutageAsync(_postgres.SuspendAsync, _postgres.ResumeAsync);

    private async Task OutageAsync(Func<Task> begin, Func<Task> end)
    {
        await ReadyAsync(HttpStatusCode.OK);
        var answers = new ConcurrentDictionary<string, HttpStatusCode>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var load = Enumerable.Range(0, 4).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; !enough.IsCancellationRequested; i++)
                {
                    var name = $"w{writer}-{i}";
                    answers[name] = await AddAsync(writer % 2 == 0 ? _one : _two, name);
                }
            },
            Cancellation)).ToList();
        await Wait.UntilAsync(() => answers.Count(answer => answer.Value == HttpStatusCode.Created) > 20, "clusters are added");

        await begin();
        await ReadyAsync(HttpStatusCode.ServiceUnavailable, "store: PostgreSQL");
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(_one.Url + "/healthz", Cancellation)).StatusCode);
        await Wait.UntilAsync(() => answers.Count(answer => answer.Value == HttpStatusCode.ServiceUnavailable) >= 4, "adding is refused");
        await Task.Delay(Outage, TimeProvider.System, Cancellation);
        var before = answers.Count(answer => answer.Value == HttpStatusCode.Created);
        await end();
        await ReadyAsync(HttpStatusCode.OK);
        await Wait.UntilAsync(() => answers.Count(answer => answer.Value == HttpStatusCode.Created) > before + 20, "clusters are added again");
        await enough.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable], answers.Values.Distinct().Order());
        foreach (var (name, answer) in answers.Where(answer => answer.Value == HttpStatusCode.Created))
            Assert.True((await _http.GetAsync($"{_two.Url}/api/v1/clusters/{name}", Cancellation)).IsSuccessStatusCode, $"{name} was acknowledged ({answer}) and is not there");
        // A refused one can be added now: nothing of it stands in the way.
        var refused = answers.First(answer => answer.Value == HttpStatusCode.ServiceUnavailable).Key;
        Assert.Contains(await AddAsync(_one, refused), (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.Conflict]);
        Assert.Equal((0, 0), (await _one.TerminateAsync(), await _two.TerminateAsync()));
    }

    [Fact]
    public async Task A_read_only_database_makes_servers_unready_until_it_takes_writes_again()
    {
        await ExecuteAsync(_postgres.Connection, $"alter database {Name} set default_transaction_read_only = on");
        await ExecuteAsync(_postgres.Connection, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");

        await ReadyAsync(HttpStatusCode.ServiceUnavailable, "is read-only");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AddAsync(_one, "later"));

        await ExecuteAsync(_postgres.Connection, $"alter database {Name} set default_transaction_read_only = off");
        await ExecuteAsync(_postgres.Connection, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Name}'");
        await ReadyAsync(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Created, await AddAsync(_one, "later"));
    }

    private async Task<HttpStatusCode> AddAsync(FleetProcess fleet, string name)
    {
        using var answer = await _http.PostAsJsonAsync($"{fleet.Url}/api/v1/clusters", new JsonObject { ["name"] = name, ["kubeconfig"] = Kubeconfig }, Cancellation);
        return answer.StatusCode;
    }

    /// <summary>Waits until both servers say so, and the first for this reason.</summary>
    private Task ReadyAsync(HttpStatusCode status, string reason = "") =>
        Wait.UntilAsync(
            async () =>
            {
                using var one = await _http.GetAsync(_one.Url + "/readyz", Cancellation);
                using var two = await _http.GetAsync(_two.Url + "/readyz", Cancellation);
                return one.StatusCode == status && two.StatusCode == status
                    && (await one.Content.ReadAsStringAsync(Cancellation)).Contains(reason, StringComparison.Ordinal);
            },
            $"/readyz answers {status} {reason}");

    private static async Task ExecuteAsync(string connection, string sql)
    {
        await using var open = new NpgsqlConnection(connection + ";Pooling=false");
        await open.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, open);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
