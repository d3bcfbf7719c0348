using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Simulator.Faults;
using Fleet.Simulator.Http;
using Fleet.Simulator.Store;
using Fleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Fleet.Simulator.Tests.Faults;

/// <summary>Faults to order, as a client sees them.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const string Maps = "api/v1/namespaces/ns/configmaps";

    private readonly SimulatedCluster _cluster = new(new SimulatedClusterOptions("sim", "0a0b0c0d"), ClusterImage.Empty, TimeProvider.System, NullLogger.Instance);
    private SimulatorHost _host = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await SimulatorHost.StartAsync(SimulatorCertificates.Create(TimeProvider.System), 0);
        _host.Add(_cluster);
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(_host.Certificates.AuthorityPem);
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy } })
        {
            BaseAddress = new Uri(_host.AddressOf(_cluster) + "/"),
            DefaultRequestVersion = HttpVersion.Version20,
            Timeout = TimeSpan.FromSeconds(30),
        };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", _cluster.Accounts.AdminToken);
        await CreateAsync("api/v1/namespaces", "ns");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_busy_server_says_when_to_come_back_and_only_as_often_as_ordered()
    {
        _cluster.Faults.Order(new Fault.TooManyRequests(7), new FaultTarget("GET", "configmaps", Times: 1));
        using var busy = await _client.GetAsync(Uri(Maps));
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (busy.StatusCode, busy.Headers.RetryAfter?.Delta));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Maps));
    }

    [Fact]
    public async Task A_fault_hits_what_it_is_ordered_for_until_it_is_cleared()
    {
        _cluster.Faults.Order(new Fault.ServerError(500), new FaultTarget("GET", "secrets"));
        Assert.Equal(HttpStatusCode.InternalServerError, await StatusAsync("api/v1/namespaces/ns/secrets"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Maps));
        _cluster.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync("api/v1/namespaces/ns/secrets"));
    }

    [Fact]
    public async Task A_share_of_requests_is_drawn_for_each()
    {
        var draws = new Queue<double>([0.1, 0.9, 0.2]);
        _cluster.Faults.DrawFrom(draws.Dequeue);
        _cluster.Faults.Order(new Fault.Expired(), new FaultTarget(Share: 0.5));
        Assert.Equal([HttpStatusCode.Gone, HttpStatusCode.OK, HttpStatusCode.Gone], [await StatusAsync(Maps), await StatusAsync(Maps), await StatusAsync(Maps)]);
    }

    [Fact]
    public async Task A_cut_request_gets_no_answer_and_changes_nothing()
    {
        _cluster.Faults.Order(new Fault.Cut(), new FaultTarget("POST", Times: 1));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CreateAsync(Maps, "a"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{Maps}/a"));
    }

    [Fact]
    public async Task A_silent_server_is_waited_for_in_vain()
    {
        _cluster.Faults.Order(new Fault.Silence(), new FaultTarget(Times: 1));
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(300), TimeProvider.System);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetAsync(Uri(Maps), patience.Token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Maps));
    }

    [Fact]
    public async Task A_hanging_cache_shows_what_was_there_until_the_fault_is_cleared()
    {
        _cluster.Faults.Order(new Fault.Stale());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{Maps}/late"));
        await CreateAsync(Maps, "late");
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync($"{Maps}/late"));
        _cluster.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{Maps}/late"));
        _cluster.Faults.Order(new Fault.Stale());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync($"{Maps}/late"));
    }

    [Fact]
    public async Task A_lost_cluster_cuts_its_watches_and_answers_nobody_until_it_is_back()
    {
        using var watch = await _client.GetAsync(Uri($"{Maps}?watch=true"), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        _cluster.Faults.Lose();
        await Assert.ThrowsAnyAsync<Exception>(async () => Assert.NotNull(await lines.ReadLineAsync()));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => StatusAsync(Maps));
        _cluster.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(Maps));
    }

    [Fact]
    public async Task Dropped_events_are_never_told()
    {
        using var watch = await _client.GetAsync(Uri($"{Maps}?watch=true"), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        _cluster.Faults.OrderEvents(drop: 1);
        var dropped = (await CreateAsync(Maps, "dropped"))["metadata"]!["resourceVersion"]!.GetValue<string>();
        // The watch has passed it by before the fault ends.
        await Wait.UntilAsync(() => Task.FromResult(_cluster.Faults.EventsDecided > 0), $"the event of version {dropped} to be dropped");
        _cluster.Faults.Clear();
        await CreateAsync(Maps, "told");
        Assert.Contains("\"told\"", await lines.ReadLineAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_is_too_short_ends_a_watch_with_410()
    {
        var first = (await CreateAsync(Maps, "a"))["metadata"]!["resourceVersion"]!.GetValue<string>();
        _cluster.ForgetHistory();
        await CreateAsync(Maps, "b");
        using var watch = await _client.GetAsync(Uri($"{Maps}?watch=true&resourceVersion={long.Parse(first, System.Globalization.CultureInfo.InvariantCulture) - 1}"), HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await watch.Content.ReadAsStreamAsync());
        var told = JsonNode.Parse((await lines.ReadLineAsync())!)!;
        Assert.Equal(("ERROR", 410), ((string?)told["type"], (int)told["object"]!["code"]!));
    }

    private static Uri Uri(string path) => new(path, UriKind.Relative);

    private async Task<HttpStatusCode> StatusAsync(string path)
    {
        using var answer = await _client.GetAsync(Uri(path));
        return answer.StatusCode;
    }

    private async Task<JsonObject> CreateAsync(string collection, string name)
    {
        using var content = new StringContent($$"""{"metadata":{"name":"{{name}}"} }""", Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(Uri(collection), content);
        return (JsonObject)JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;
    }
}
