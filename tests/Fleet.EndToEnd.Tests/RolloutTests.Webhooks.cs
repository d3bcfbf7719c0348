using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>Who is told of a rollout.</summary>
public sealed partial class RolloutTests
{
    [Fact]
    public async Task A_webhook_is_told_once_of_each_thing_that_matters_though_it_refuses_some_and_the_server_is_killed()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        string[] simulation = ["--simulate", "1x1", "--simulate-delay", "0s"];
        var fleet = await FleetProcess.StartAsync(_data, arguments: simulation);
        try
        {
            await SeenAsync(fleet, 1);
            var set = (await Succeeded(fleet.CliAsync("webhook", "set", "chat", "--url", receiver.Url))).Output;
            var secret = set.Split('\n').Single(line => line.StartsWith("secret ", StringComparison.Ordinal))["secret ".Length..].Trim();
            Assert.Equal(1, (await fleet.CliAsync("webhook", "test", "chat")).Code);
            receiver.Trust(secret);
            Assert.Contains("taken", (await Succeeded(fleet.CliAsync("webhook", "test", "chat"))).Output, StringComparison.Ordinal);
            Assert.Equal(2, (await fleet.CliAsync("webhook", "set", "meta", "--url", "http://169.254.169.254/")).Code);

            await Succeeded(fleet.CliAsync("rollout", "start", "-f", await WriteAsync("name: all, after: [approval]")));
            await Wait.UntilAsync(() => receiver.Types.Contains("rollout.approval-needed"), "people to be asked");
            // What it refuses is told by the server that comes next, from where the killed one was.
            receiver.Refuse(2);
            await Succeeded(fleet.CliAsync("rollout", "approve", "july"));
            await Wait.UntilAsync(() => receiver.Refusals < 2, "a message to be refused");
            await fleet.KillAsync();
            await fleet.DisposeAsync();
            fleet = await FleetProcess.StartAsync(_data, arguments: simulation);
            await Wait.UntilAsync(() => receiver.Types.Contains("rollout.done"), "the end to be told");

            Assert.Equal(["test", "rollout.started", "rollout.approval-needed", "rollout.stage-done", "rollout.done"], receiver.Types);
            Assert.Equal(5, receiver.Messages.Select(message => (string)message["id"]!).Distinct().Count());
            Assert.Equal("Succeeded", (string?)receiver.Messages[^1]["data"]!["phase"]);
            var listed = (await Succeeded(fleet.CliAsync("webhook", "list"))).Output;
            Assert.Contains(receiver.Url, listed, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, listed + fleet.Log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, (await Succeeded(fleet.CliAsync("audit", "export"))).Output, StringComparison.Ordinal);
            await Succeeded(fleet.CliAsync("webhook", "remove", "chat"));
            Assert.Equal(1, (await fleet.CliAsync("webhook", "test", "chat")).Code);
        }
        finally
        {
            await fleet.DisposeAsync();
        }
    }
}
