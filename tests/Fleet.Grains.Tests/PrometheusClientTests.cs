using Fleet.Grains.Rollouts.Gates;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

/// <summary>What the gate alerts makes of a real Prometheus.</summary>
public sealed class PrometheusClientTests(PrometheusServer prometheus) : IClassFixture<PrometheusServer>, IDisposable
{
    private readonly PrometheusClient _client = new(TimeProvider.System);

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Samples_are_counted_and_the_first_is_named()
    {
        await prometheus.ScrapeAsync("127.0.0.1:1");
        await Wait.UntilAsync(async () => await AskAsync("up{job=\"quay\"} == 0") is QueryOutcome.Samples { Count: 1 }, "the target is seen to be down");
        var samples = Assert.IsType<QueryOutcome.Samples>(await AskAsync("up{job=\"quay\"} == 0"));
        Assert.Contains("instance=\"127.0.0.1:1\"", samples.First, StringComparison.Ordinal);
        Assert.Equal(0, Assert.IsType<QueryOutcome.Samples>(await AskAsync("up{job=\"quay\"} == 1")).Count);
    }

    [Theory]
    [InlineData("1", "the query returns a scalar: write one that returns a vector")]
    [InlineData("up[5m]", "the query returns a matrix")]
    [InlineData("up{", "it answers 400")]
    public async Task A_query_that_says_nothing_is_unknown(string query, string why) =>
        Assert.Contains(why, Assert.IsType<QueryOutcome.Unknown>(await AskAsync(query)).Why, StringComparison.Ordinal);

    [Fact]
    public async Task What_cannot_be_asked_or_is_no_Prometheus_is_unknown()
    {
        Assert.IsType<QueryOutcome.Unknown>(await _client.AskAsync("http://127.0.0.1:1", "up", Ct));
        Assert.Contains("not as a Prometheus does", Assert.IsType<QueryOutcome.Unknown>(await _client.AskAsync(prometheus.Address + "/nothing", "up", Ct)).Why, StringComparison.Ordinal);
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private Task<QueryOutcome> AskAsync(string query) => _client.AskAsync(prometheus.Address, query, Ct);
}
