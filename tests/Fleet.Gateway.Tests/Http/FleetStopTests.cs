using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Fleet.Gateway.Tests.Http;

public sealed class FleetStopTests(FleetStopTests.Gateway gateway) : IClassFixture<FleetStopTests.Gateway>
{
    // Of its own, since the switch is the whole fleet's.
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task Stopping_wants_a_reason_and_is_shown_until_it_ends()
    {
        using var client = gateway.Client();
        var nothing = await client.PostAsJsonAsync("api/v1/fleet/stop", new { reason = " " }, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, nothing.StatusCode);
        Assert.Null((await FleetAsync(client))["stopped"]);

        await client.PostAsJsonAsync("api/v1/fleet/stop", new { reason = "storage burns." }, TestContext.Current.CancellationToken);
        await client.PostAsJsonAsync("api/v1/fleet/stop", new { reason = "another reason" }, TestContext.Current.CancellationToken);
        Assert.Equal("storage burns", (string?)(await FleetAsync(client))["stopped"]!["reason"]);
        var line = gateway.Audit.Rows.First(row => row.Action == "stopFleet" && row.Stage == "completed" && row.Line.Contains("storage burns", StringComparison.Ordinal));
        Assert.Contains("\"after\":{\"stopped\":\"storage burns\"}", line.Line, StringComparison.Ordinal);

        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await Fleet.Cli.Commands.QuayfleetCommand.RunAsync(["get", "clusters", "--server", gateway.Address, "--token-file", gateway.TokenFile], output, error));
        Assert.Contains("storage burns", error.ToString(), StringComparison.Ordinal);

        await client.PostAsync("api/v1/fleet/resume", null, TestContext.Current.CancellationToken);
        Assert.Null((await FleetAsync(client))["stopped"]);
    }

    private static async Task<JsonNode> FleetAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonNode>("api/v1/fleet", TestContext.Current.CancellationToken))!;
}
