using System.Net.Http.Headers;
using System.Security.Cryptography;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What a collector receives from a real server.</summary>
[Collection("one fleet at a time")]
public sealed class TracesTests(OpenShiftLikeCluster cluster, PostgresServer postgres) : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();
    private string _ns = "";

    public async ValueTask InitializeAsync() => _ns = await cluster.CreateNamespaceAsync("traces");

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_pass_is_one_trace_with_its_applies_and_a_call_of_the_api_reaches_the_request_to_the_cluster()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        await using var fleet = await FleetProcess.StartAsync(_data, [.. receiver.Environment, new("Logging__LogLevel__Fleet.Kubernetes", "Debug")]);
        Succeeded(await fleet.CliAsync("cluster", "add", "traced", "--kubeconfig", cluster.KubeconfigPath, "--mode", "reconcile"));
        await cluster.CreateRegistryAsync(_ns, "traced");
        Succeeded(await fleet.CliAsync("wait", $"registry/traced/{_ns}/traced", "--for", "condition=Available", "--timeout", "2m"));

        var asked = await AskForEventsAsync(fleet);
        await Wait.UntilAsync(() => Task.FromResult(receiver.Spans.Any(span => span.TraceId == asked && span.Source == "Fleet.Kubernetes")), "the API call's trace to reach the cluster");
        Succeeded(await fleet.CliAsync("cluster", "remove", "traced", "--finalizers", "release", "--yes"));
        Assert.Equal(0, await fleet.TerminateAsync());

        var spans = receiver.Spans.ToList();
        var listed = Assert.Single(spans, span => span.TraceId == asked && span.Source == "Fleet.Kubernetes");
        Assert.Equal(("traced", "list", "events", "200"), (listed.Tags["cluster"], listed.Tags["verb"], listed.Tags["resource"], listed.Tags["status"]));

        var passes = spans.Where(span => span.Name == "pass").ToList();
        Assert.NotEmpty(passes);
        Assert.All(passes, pass => Assert.True(pass.IsRoot, $"{pass} has a parent"));
        Assert.Equal(passes.Count, passes.Select(pass => pass.TraceId).Distinct().Count());
        Assert.Equal("first", passes.MinBy(pass => long.Parse(pass.Tags["epoch"], System.Globalization.CultureInfo.InvariantCulture))!.Tags["reason"]);
        Assert.All(passes, pass => Assert.Single(pass.Links));
        // Every apply under the pass that released it, and every such request under its apply.
        var applies = spans.Where(span => span.Name == "apply").ToList();
        Assert.NotEmpty(applies);
        Assert.All(applies, apply => Assert.Equal(apply.Tags["epoch"], Assert.Single(passes, pass => pass.TraceId == apply.TraceId).Tags["epoch"]));
        var deployments = spans.Where(span => span.Name == "apply deployments").ToList();
        Assert.NotEmpty(deployments);
        Assert.All(deployments, request => Assert.Contains(applies, apply => apply.TraceId == request.TraceId && apply.Id == request.Parent));
        // Watches outlive what started them.
        Assert.All(spans.Where(span => span.Tags.GetValueOrDefault("verb") == "watch"), watch => Assert.True(watch.IsRoot, $"{watch} has a parent"));

        Assert.Contains($"TraceId:{asked}", fleet.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whichever_silo_is_asked_one_trace_reaches_from_its_api_to_the_request_of_the_silo_that_has_the_cluster()
    {
        await using var receiver = await TraceReceiver.StartAsync();
        var database = await postgres.CreateDatabaseAsync("traces");
        await using var one = await FleetProcess.StartAsync(_data, receiver.Environment, postgres: database);
        await using var two = await FleetProcess.StartAsync(_data, receiver.Environment, postgres: database);
        await cluster.CreateRegistryAsync(_ns, "traced");
        Succeeded(await one.CliAsync("cluster", "add", "traced", "--kubeconfig", cluster.KubeconfigPath));
        var crossed = new List<bool>();
        foreach (var asked in (FleetProcess[])[one, two])
        {
            Succeeded(await asked.CliAsync("wait", "cluster/traced", "--for", "freshness=live", "--timeout", "60s"));
            await Wait.UntilAsync(async () => (await asked.CliAsync("get", "registries", "-o", "name")).Output.Contains($"{_ns}/traced", StringComparison.Ordinal), "the registry is seen");
            var trace = await AskForEventsAsync(asked);
            Span Call() => receiver.Spans.Single(span => span.TraceId == trace && span.Source == "Microsoft.AspNetCore");
            Span Request() => receiver.Spans.Single(span => span.TraceId == trace && span.Source == "Fleet.Kubernetes");
            await Wait.UntilAsync(() => receiver.Spans.Count(span => span.TraceId == trace && span.Source is "Microsoft.AspNetCore" or "Fleet.Kubernetes") >= 2, "the trace to be complete");
            Assert.Equal("events", Request().Tags["resource"]);
            Assert.NotEmpty(Call().Instance);
            crossed.Add(Call().Instance != Request().Instance);
        }
        // The cluster is on one of the two.
        Assert.Equal([false, true], crossed.Order());
        Succeeded(await one.CliAsync("cluster", "remove", "traced", "--finalizers", "release", "--yes"));
    }

    /// <summary>Read from the cluster on demand; the trace's id is the caller's.</summary>
    private async Task<string> AskForEventsAsync(FleetProcess fleet)
    {
        var trace = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{fleet.Url}/api/v1/registries/traced/{_ns}/traced/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"))).Trim());
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return trace;
    }

    private static void Succeeded(Ended ended) => Assert.True(ended.Code == 0, ended.ToString());
}
