using System.Net.Http.Headers;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

namespace Fleet.EndToEnd.Tests;

/// <summary>What a collector receives from a real server.</summary>
[Collection("one fleet at a time")]
public sealed class TracesTests(OpenShiftLikeCluster cluster) : IAsyncLifetime
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

    /// <summary>Read from the cluster on demand; the trace's id is the caller's.</summary>
    private async Task<string> AskForEventsAsync(FleetProcess fleet)
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"{fleet.Url}/api/v1/registries/traced/{_ns}/traced/events"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(_data, "admin.token"))).Trim());
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var response = await client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return Trace;
    }

    private static void Succeeded(Ended ended) => Assert.True(ended.Code == 0, ended.ToString());
}
