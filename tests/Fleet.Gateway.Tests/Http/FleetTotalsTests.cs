using System.CommandLine;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Fleet.Cli.Commands;
using Fleet.Domain.Status;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class FleetTotalsTests(FleetTotalsTests.Gateway gateway) : IClassFixture<FleetTotalsTests.Gateway>
{
    /// <summary>Its own, so that its totals are whole.</summary>
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task The_fleet_is_counted_by_all_that_is_asked_and_the_unknown_everywhere()
    {
        await gateway.ShowAsync(Sample.Cluster("one", labels: ("ring", "canary")));
        await gateway.ShowAsync(Sample.Cluster("two", ConnectionState.Unreachable));
        await gateway.ShowAsync(Sample.Registry("one/quay/main"));
        await gateway.ShowAsync(Sample.Registry("two/quay/main"));
        using var client = gateway.Client();
        JsonNode? registries = null;
        await Testing.Wait.UntilAsync(
            async () => (int)(registries = (await client.GetFromJsonAsync<JsonNode>("api/v1/fleet?by-label=ring", TestContext.Current.CancellationToken))!["registries"]!)["total"]! == 2,
            "both registries are shown");

        Assert.Equal((2, 1, 0, 1), Counts(registries!["byMinor"]!["3.7"]!));
        Assert.Equal((1, 0, 0, 1), Counts(registries["byCluster"]!["two"]!));
        Assert.Equal((2, 1, 0, 1), Counts(registries["byMode"]!["observe"]!));
        Assert.Equal((1, 1, 0, 0), Counts(registries["byLabel"]!["canary"]!));
        Assert.Equal((1, 0, 0, 1), Counts(registries["byLabel"]!["(none)"]!));
        Assert.Equal((1, 0, 0, 1), (Of("ready"), Of("notReady"), Of("unmanaged"), Of("unknown")));

        Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync("api/v1/fleet?by-label=a%20b", TestContext.Current.CancellationToken)).StatusCode);

        var (code, wide) = await RunAsync("get", "fleet", "--by-label", "ring", "-o", "wide");
        Assert.Equal(ExitCode.Done, code);
        foreach (var part in new[] { "Clusters: 2 (1 live, 1 unknown)", "LABEL ring", "canary", "COMPONENT", "redis", "UNKNOWN" }) Assert.Contains(part, wide, StringComparison.Ordinal);
        Assert.Contains("byMinor", (await RunAsync("get", "fleet", "-o", "yaml")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("get", "clusters", "--by-label", "ring")).Code);

        int Of(string field) => (int)registries["byComponent"]!["redis"]![field]!;
    }

    private static (int Total, int Available, int Unavailable, int Unknown) Counts(JsonNode node) =>
        ((int)node["total"]!, (int)node["available"]!, (int)node["unavailable"]!, (int)node["unknown"]!);

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await QuayfleetCommand.RunAsync(
            [.. arguments, "--server", gateway.Address, "--token-file", gateway.TokenFile], new InvocationConfiguration { Output = output, Error = TextWriter.Null });
        return (code, output.ToString());
    }
}
