using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Fleet.Domain.Clusters;
using Fleet.Domain.Quay;
using Fleet.Domain.Reconciliation;
using Fleet.Domain.Releases;
using Fleet.Domain.Status;
using Fleet.Domain.Tests.Arbitrary;
using Fleet.Grains.Clusters;
using Fleet.Testing;
using Xunit;

namespace Fleet.Grains.Tests;

#pragma warning disable RS0030 // Random: each registry can be made again from its printed seed

/// <summary>Registries that are drawn at random, and changed at random, on a real API server.</summary>
// Classes of one collection take turns: a second fleet on the same cluster would be fenced.
[Collection("one fleet at a time")]
public sealed class ArbitraryChangeTests(OpenShiftLikeCluster cluster, ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly int Registries = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 30 : 3;

    /// <summary>Passes that have anything left to do follow each other faster.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(4);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private static readonly ReleaseMinor Minor = new(3, 7);

    private readonly string _folder = FleetServer.NewFolder();
    private FleetServer _server = null!;
    private AuditLog _audit = null!;
    private string _ns = "";

    public async ValueTask InitializeAsync()
    {
        _ns = await cluster.CreateNamespaceAsync();
        // Only what ServiceAccounts of this namespace ask for is recorded.
        if (await cluster.Admin.StatusOfAsync("/api/v1/namespaces/quay-fleet") == HttpStatusCode.NotFound)
            await cluster.Admin.CreateAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "quay-fleet" } });
        var token = await ServiceAccounts.CreateAsync(cluster.Admin, "quay-fleet", $"recorded-{_ns}", "cluster-admin");
        _audit = cluster.Audit();
        _server = await FleetServer.StartAsync(_folder);
        var outcome = await _server.Cluster("real").Register(new RegisterCluster(
            cluster.Kubeconfig.Replace(cluster.AdminToken, token, StringComparison.Ordinal), null, ClusterMode.Reconcile, System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty));
        Assert.IsType<RegistrationOutcome.Accepted>(outcome);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.Cluster("real").Remove(FinalizerPolicy.Release);
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public Task Changes_end_where_the_last_of_them_alone_ends() => EachAsync(async (random, number) =>
    {
        var (changed, alone) = ($"reg-{number:00}a", $"reg-{number:00}b");
        var drawn = Enumerable.Range(0, random.Next(2, 5)).Select(_ => Draw(random)).ToList();
        foreach (var change in drawn)
        {
            await WriteAsync(changed, change);
            // Some changes come while the one before is still being carried out.
            if (random.Next(2) == 0) await ConvergedAsync(changed);
        }
        await ConvergedAsync(changed);
        // What is generated once is the same then.
        await CopyKeysAsync(changed, alone);
        await WriteAsync(alone, drawn[^1]);
        await ConvergedAsync(alone);

        var (after, fresh) = (await RegistryContents.OfAsync(cluster.Admin, _ns, changed), await RegistryContents.OfAsync(cluster.Admin, _ns, alone));
        foreach (var (key, entry) in fresh)
        {
            Assert.True(after.TryGetValue(key, out var same), $"{key} is missing");
            Assert.Equal(entry.Text, same.Text);
        }
        // Unmanaging deletes nothing.
        foreach (var (key, entry) in after.Where(entry => !fresh.ContainsKey(entry.Key)))
            Assert.False(IsManaged(drawn[^1], ComponentOwnership.Of(entry.Key.Kind, entry.Key.Name, changed)), $"{key} is left over");
    });

    [Fact]
    public Task A_second_pass_over_whatever_has_converged_sends_no_write() => EachAsync(async (random, number) =>
    {
        var name = $"idle-{number:00}";
        await WriteAsync(name, Draw(random));
        await ConvergedAsync(name);
        var bundle = (string)(await cluster.Admin.GetAsync(Path(name)))["spec"]!["configBundleSecret"]!;
        var noted = await cluster.Admin.MergeAsync(
            $"/api/v1/namespaces/{_ns}/secrets/{bundle}", new JsonObject { ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { ["example.com/note"] = "seen" } } });
        var since = DateTimeOffset.Parse((string)noted["metadata"]!["managedFields"]!.AsArray().Max(entry => (string)entry!["time"]!)!, System.Globalization.CultureInfo.InvariantCulture);

        await Wait.UntilAsync(() => _audit.Read().Any(request => request.Received > since && request.Uri.Contains($"/{_ns}/secrets/{bundle}", StringComparison.Ordinal)), $"a pass over {name} to read the bundle");
        await Task.Delay(Quiet, TimeProvider.System, TestContext.Current.CancellationToken);

        Assert.Equal([], WritesOf(name).Where(request => request.Received > since).Select(request => $"{request.Verb} {request.Uri}"));
    });

    /// <summary>Without volumes of another size, which nobody here resizes, and without a Quay that is scaled to nothing, which never is available.</summary>
    private static ArbitraryRegistry Draw(Random random)
    {
        var drawn = ArbitraryRegistry.Draw(random, Minor, openShiftOnly: true);
        foreach (var overrides in drawn.Components.Select(component => component!["overrides"]).OfType<JsonObject>())
        {
            overrides.Remove("volumeSize");
            // One is less than an autoscaler allows that was left behind when it came to be unmanaged: the two would never agree, as the blocker says.
            if ((int?)overrides["replicas"] is 0 or 1) overrides.Remove("replicas");
        }
        return drawn;
    }

    private static bool IsManaged(ArbitraryRegistry drawn, ComponentKind kind) =>
        drawn.Components.FirstOrDefault(component => (string?)component!["kind"] == kind.ApiName()) is not { } listed || (bool)listed["managed"]!;

    private async Task WriteAsync(string name, ArbitraryRegistry drawn)
    {
        var spec = drawn.Spec();
        spec["configBundleSecret"] = null;
        if (drawn.Files is { } files)
        {
            spec["configBundleSecret"] = $"{name}-bundle";
            await WriteBundleAsync($"{name}-bundle", files);
        }
        if (await cluster.Admin.StatusOfAsync(Path(name)) == HttpStatusCode.NotFound)
        {
            if (drawn.Files is null) spec.Remove("configBundleSecret");
            await cluster.CreateRegistryAsync(_ns, name, spec);
        }
        else await cluster.Admin.MergeAsync(Path(name), new JsonObject { ["spec"] = spec });
    }

    private async Task WriteBundleAsync(string bundle, SortedDictionary<string, string> files)
    {
        var path = $"/api/v1/namespaces/{_ns}/secrets";
        var data = new JsonObject(files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(file.Value)))));
        if (await cluster.Admin.StatusOfAsync($"{path}/{bundle}") == HttpStatusCode.NotFound)
        {
            await cluster.Admin.CreateAsync(path, new JsonObject { ["metadata"] = new JsonObject { ["name"] = bundle }, ["data"] = data });
            return;
        }
        foreach (var gone in (await cluster.Admin.GetAsync($"{path}/{bundle}"))["data"]!.AsObject().Select(file => file.Key).Where(file => !files.ContainsKey(file))) data[gone] = null;
        await cluster.Admin.MergeAsync($"{path}/{bundle}", new JsonObject { ["data"] = data });
    }

    private async Task CopyKeysAsync(string from, string to)
    {
        const string Suffix = "quay-registry-managed-secret-keys";
        var keys = (await cluster.Admin.GetAsync($"/api/v1/namespaces/{_ns}/secrets/{from}-{Suffix}"))["data"]!.AsObject();
        await cluster.Admin.CreateAsync($"/api/v1/namespaces/{_ns}/secrets", new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = $"{to}-{Suffix}", ["labels"] = new JsonObject { [QuayRegistry.RegistryLabel] = to } },
            ["data"] = new JsonObject(keys.Select(key => KeyValuePair.Create(key.Key, (JsonNode?)Convert.ToBase64String(
                Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Convert.FromBase64String((string)key.Value!)).Replace(from, to, StringComparison.Ordinal)))))),
        });
    }

    private async Task ConvergedAsync(string name)
    {
        RegistrySummary? summary = null;
        var began = TimeProvider.System.GetUtcNow();
        try
        {
            await Wait.UntilAsync(
                async () =>
                {
                    var generation = (long?)(await cluster.Admin.GetAsync(Path(name)))["metadata"]!["generation"];
                    var quiet = WritesOf(name).Select(request => request.Received).Append(began).Max() + Quiet < TimeProvider.System.GetUtcNow();
                    await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System);
                    return (summary = await _server.Registry("real", _ns, name).Describe()) is { Available: true, Blockers.IsEmpty: true } && quiet
                        && generation == (long?)(await cluster.Admin.GetAsync(Path(name)))["metadata"]!["generation"];
                },
                $"{name} has converged",
                Patience);
        }
        catch (TimeoutException e)
        {
            throw new InvalidOperationException($"{e.Message}: {string.Join("; ", summary?.Blockers ?? [])}", e);
        }
    }

    private IEnumerable<AuditedRequest> WritesOf(string name) =>
        _audit.Read().Where(request => request.IsWrite && request.Resource != "leases" && request.Uri.Contains($"/{name}", StringComparison.Ordinal));

    private string Path(string name) => $"/apis/quay.redhat.com/v1/namespaces/{_ns}/quayregistries/{name}";

    private async Task EachAsync(Func<Random, int, Task> check)
    {
        var first = RandomNumberGenerator.GetInt32(int.MaxValue / 2);
        output.WriteLine($"seeds {first} to {first + Registries - 1}");
        await Parallel.ForAsync(0, Registries, new ParallelOptions { MaxDegreeOfParallelism = 5 }, async (number, _) =>
        {
            try
            {
                await check(new Random(first + number), number);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {first + number}: {e.Message}", e);
            }
        });
    }
}
