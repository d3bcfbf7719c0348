using System.CommandLine;
using System.Text.Json.Nodes;
using Fleet.Cli.Commands;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

/// <summary><c>get --watch</c>, as somebody at a terminal sees it.</summary>
public sealed class GetWatchTests(GetWatchTests.Gateway gateway) : IClassFixture<GetWatchTests.Gateway>
{
    /// <summary>Its own: its rollout is paused and ended here.</summary>
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task Rows_are_aligned_and_come_again_when_what_they_show_differs()
    {
        await gateway.ShowAsync(Sample.Cluster("rows"));
        await gateway.ShowAsync(Sample.Registry("rows/quay/a"));
        await gateway.ShowAsync(Sample.Registry("rows/quay/much-longer"));
        await SeenAsync("rows", 2);
        await using var watching = new Watching(gateway, "registries", "--cluster", "rows");
        await watching.UntilAsync(lines => lines.Count == 3);
        await gateway.ShowAsync(Sample.Registry("rows/quay/a") with { ObservedAt = Sample.Noon.AddMinutes(1) });
        await gateway.ShowAsync(Sample.Registry("rows/quay/a", available: false));
        await watching.UntilAsync(lines => lines.Count > 3);

        var lines = await watching.EndAsync();
        Assert.Equal(4, lines.Count);
        Assert.All(lines, line => Assert.Equal(lines[0].IndexOf("VERSION", StringComparison.Ordinal), line.IndexOf(line == lines[0] ? "VERSION" : "3.7.10", StringComparison.Ordinal)));
        Assert.Equal(["rows", "quay", "a", "3.7.10", "3.7.11", "no", "live", "-"], lines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Rollouts_are_followed_together_and_one_alone_until_it_has_ended()
    {
        Assert.Contains("july", (await RunAsync("get", "rollout", "july")).Output, StringComparison.Ordinal);
        Assert.Equal("july", (string?)JsonNode.Parse((await RunAsync("get", "rollouts", "rollout/july", "-o", "json")).Output)!["name"]);
        await using var all = new Watching(gateway, "rollouts");
        await using var one = new Watching(gateway, "rollout", "july");
        await all.UntilAsync(lines => lines.Count == 2);
        await one.UntilAsync(lines => lines.Count == 2);
        await RunAsync("rollout", "pause", "july");
        await all.UntilAsync(lines => lines.Count == 3);
        await one.UntilAsync(lines => lines.Count == 3);
        await RunAsync("rollout", "abort", "july");
        await all.UntilAsync(lines => lines.Count == 4);

        string[] phases = ["PHASE", "Running", "Paused", "Aborted"];
        Assert.Equal(phases, (await one.EndedAsync()).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
        Assert.Equal(phases, (await all.EndAsync()).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
    }

    [Fact]
    public async Task The_totals_come_again_when_they_differ()
    {
        await gateway.ShowAsync(Sample.Cluster("totals"));
        await gateway.ShowAsync(Sample.Registry("totals/quay/a"));
        await SeenAsync("totals", 1);
        await using var watching = new Watching(gateway, "fleet", "-o", "json");
        await watching.UntilAsync(lines => lines.Count > 0 && Available(lines[^1]) == 1);
        await gateway.ShowAsync(Sample.Registry("totals/quay/a") with { ObservedAt = Sample.Noon.AddMinutes(1) });
        await gateway.ShowAsync(Sample.Registry("totals/quay/a", available: false));
        await watching.UntilAsync(lines => Available(lines[^1]) == 0);
        var lines = await watching.EndAsync();
        Assert.Equal(lines.Distinct(), lines);

        static int Available(string line) => (int)JsonNode.Parse(line)!["registries"]!["byCluster"]!["totals"]!["available"]!;
    }

    private async Task SeenAsync(string cluster, int registries) => await Wait.UntilAsync(
        async () => (await RunAsync("get", "registries", "--cluster", cluster, "-o", "name")).Output.Count(c => c == '\n') == registries, $"{registries} registries of {cluster} are shown");

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var output = new StringWriter();
        var code = await QuayfleetCommand.RunAsync([.. arguments, "--server", gateway.Address, "--token-file", gateway.TokenFile], output, output);
        return (code, output.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>A <c>get --watch</c> that runs beside the test.</summary>
    private sealed class Watching : IAsyncDisposable
    {
        private readonly StringWriter _written = new();
        private readonly TextWriter _output;
        private readonly CancellationTokenSource _end = new();
        private readonly Task<int> _running;

        public Watching(Gateway gateway, params string[] what)
        {
            _output = TextWriter.Synchronized(_written);
            _running = QuayfleetCommand.RunAsync(
                ["get", .. what, "--watch", "--server", gateway.Address, "--token-file", gateway.TokenFile], new InvocationConfiguration { Output = _output, Error = _output }, _end.Token);
        }

        public Task UntilAsync(Func<IReadOnlyList<string>, bool> isSo) => Wait.UntilAsync(() => isSo(Lines()), "what is watched is printed");

        public async Task<IReadOnlyList<string>> EndAsync()
        {
            await _end.CancelAsync();
            await _running;
            return Lines();
        }

        /// <summary>By itself.</summary>
        public async Task<IReadOnlyList<string>> EndedAsync()
        {
            Assert.Equal(ExitCode.Done, await _running);
            return Lines();
        }

        public async ValueTask DisposeAsync()
        {
            await EndAsync();
            _end.Dispose();
        }

        private List<string> Lines()
        {
            // The lock that the synchronised writer takes.
            lock (_output) return [.. _written.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)];
        }
    }
}
