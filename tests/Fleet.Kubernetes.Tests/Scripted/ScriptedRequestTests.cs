using System.Diagnostics.Metrics;
using System.Globalization;
using Fleet.Domain.Reconciliation;
using Fleet.Kubernetes.Requests;
using Fleet.Kubernetes.Tests.Contract;
using Microsoft.AspNetCore.Http;
using Xunit;
using static Fleet.Kubernetes.Tests.Contract.Results;

namespace Fleet.Kubernetes.Tests.Scripted;

public class ScriptedRequestTests
{
    private const string Stored = """{"metadata":{"name":"a","namespace":"ns","uid":"u","resourceVersion":"11"}}""";
    private static readonly ObjectKey Key = ContractConnections.ConfigMap("ns", "a");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_apply_is_repeated_after_5xx_and_a_create_is_not()
    {
        await using var server = await FailingAsync(503, failures: 2);
        await using var api = server.Connect();
        (await api.ApplyAsync(ConfigMap("ns", "a"), ApplyOptions.Default, Ct)).Value();
        Assert.Equal(3, server.Requests.Count);
        Assert.IsType<KubernetesError.ServerError>((await api.CreateAsync(ConfigMap("ns", "a"), Ct)).ErrorOrNull);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Attempts_are_bounded()
    {
        await using var server = await FailingAsync(500, failures: int.MaxValue);
        await using var api = server.Connect(ContractConnections.Options with { Retries = 2 });
        Assert.Equal(500, Assert.IsType<KubernetesError.ServerError>((await api.GetAsync(Key, Ct)).ErrorOrNull).Code);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_short_retry_after_is_waited_for_even_by_a_create_and_a_long_one_is_handed_back()
    {
        await using var shortly = await FailingAsync(429, failures: 1, retryAfter: 1);
        await using var api = shortly.Connect();
        (await api.CreateAsync(ConfigMap("ns", "a"), Ct)).Value();
        Assert.Equal(2, shortly.Requests.Count);

        await using var later = await FailingAsync(429, failures: 1, retryAfter: 600);
        await using var patient = later.Connect();
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.IsType<KubernetesError.Throttled>((await patient.GetAsync(Key, Ct)).ErrorOrNull).RetryAfter);
        Assert.Single(later.Requests);
    }

    [Fact]
    public async Task A_conflict_is_never_repeated()
    {
        await using var server = await FailingAsync(409, failures: int.MaxValue);
        await using var api = server.Connect();
        Assert.IsType<KubernetesError.Conflict>((await api.ApplyAsync(ConfigMap("ns", "a"), ApplyOptions.Default, Ct)).ErrorOrNull);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task The_clusters_rate_limit_refuses_what_would_wait_too_long()
    {
        await using var server = await FailingAsync(503, failures: 0);
        await using var api = server.Connect(ContractConnections.Options with { RequestsPerSecond = 1, Burst = 5, LongestQueueWait = TimeSpan.Zero });
        await api.DiscoverAsync(Ct); // version, apis, core, namespace
        (await api.GetAsync(Key, Ct)).Value();
        Assert.IsType<KubernetesError.Throttled>((await api.GetAsync(Key, Ct)).ErrorOrNull);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_no_kubernetes_object_is_a_failure_and_no_exception()
    {
        await using var server = await ScriptedServer.StartAsync((context, _, _) => context.Response.WriteAsync("<html>log in here</html>"));
        await using var api = server.Connect();
        Assert.IsType<KubernetesError.Unexpected>((await api.GetAsync(Key, Ct)).ErrorOrNull);
    }

    [Fact]
    public async Task Cancelling_throws_for_the_caller_who_cancelled()
    {
        await using var server = await ScriptedServer.StartAsync((context, _, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await using var api = server.Connect();
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var asked = api.GetAsync(Key, cancellation.Token);
        await Fleet.Testing.Wait.UntilAsync(() => !server.Requests.IsEmpty, "the request is there");
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task Requests_are_counted_by_cluster_verb_and_code()
    {
        var counted = new List<(object? Verb, object? Code)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: "Fleet.Kubernetes", Name: "quay_fleet_kubernetes_requests" }) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => tag.Value);
            lock (counted)
                if (Equals(all["cluster"], "counted"))
                    counted.Add((all["verb"], all["code"]));
        });
        listener.Start();
        await using var server = await FailingAsync(503, failures: 1);
        await using var api = server.Connect(ContractConnections.Options with { Cluster = "counted" });
        (await api.GetAsync(Key, Ct)).Value();
        Assert.Equal([("get", 503), ("get", 200)], counted.Where(entry => Equals(entry.Verb, "get")));
    }

    private static Task<ScriptedServer> FailingAsync(int code, int failures, int? retryAfter = null) => ScriptedServer.StartAsync(async (context, _, count) =>
    {
        if (count <= failures)
        {
            context.Response.StatusCode = code;
            if (retryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
        else
        {
            await context.Response.WriteAsync(Stored);
        }
    });
}
