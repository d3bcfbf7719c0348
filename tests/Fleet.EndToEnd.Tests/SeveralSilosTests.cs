using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Fleet.Grains.Tests;
using Fleet.Testing;
using Xunit;

#pragma warning disable RS0030 // a seeded generator, whose seed is printed

namespace Fleet.EndToEnd.Tests;

/// <summary>Several servers of one fleet on a real PostgreSQL, with one real API server.</summary>
[Collection("one fleet at a time")]
public sealed partial class SeveralSilosTests(OpenShiftLikeCluster cluster, PostgresServer postgres, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly string _data = FleetProcess.NewFolder();
    private readonly List<FleetProcess> _fleet = [];
    private string _database = "";
    private string _ns = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static bool IsSoak => Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1";

    public async ValueTask InitializeAsync()
    {
        _ns = await cluster.CreateNamespaceAsync("silos");
        _database = await postgres.CreateDatabaseAsync("silos");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var silo in _fleet) await silo.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task When_the_silo_that_watches_a_cluster_is_killed_another_one_sees_changes_and_corrects_drift()
    {
        await using var rights = await MemberClusterRights.ApplyAsync(cluster, "reconcile");
        var audit = cluster.Audit();
        await StartAsync();
        await StartAsync();
        await AddAsync(rights);
        await AvailableAsync("main");

        var home = HomeOf(audit);
        await home.KillAsync();
        var other = _fleet.Single(silo => silo != home);
        await cluster.Admin.DeleteAsync($"/apis/apps/v1/namespaces/{_ns}/deployments/main-clair-app");
        await Wait.UntilAsync(
            async () => await cluster.Admin.StatusOfAsync($"/apis/apps/v1/namespaces/{_ns}/deployments/main-clair-app") == HttpStatusCode.OK,
            "the Deployment to be put back by the other silo");
        await Succeeded(other.CliAsync("wait", "cluster/shared", "--for", "freshness=live", "--timeout", "60s"));
        await Succeeded(other.CliAsync("wait", $"registry/shared/{_ns}/main", "--for", "condition=Available", "--timeout", "60s"));
        Assert.Same(other, HomeOf(audit));
        await EndedAsync();
    }

    [Fact]
    public async Task Clusters_move_to_a_silo_that_joins_and_away_from_one_that_leaves_and_nothing_is_written()
    {
        await using var rights = await MemberClusterRights.ApplyAsync(cluster, "reconcile");
        var audit = cluster.Audit();
        await StartAsync();
        await AddAsync(rights);
        await AvailableAsync("main");
        var writes = await SettledAsync(audit);

        // Whether a silo that joins becomes the cluster's home is a matter of hashing, one in two: until one does.
        for (var joined = 0; HomeOf(audit) == _fleet[0]; joined++)
        {
            Assert.True(joined < 12, "none of twelve silos that joined became the cluster's home");
            if (_fleet.Count > 1)
            {
                Assert.Equal(0, await _fleet[1].TerminateAsync());
                await _fleet[1].DisposeAsync();
                _fleet.RemoveAt(1);
            }
            await StartAsync();
            for (var waited = 0; waited < 20 && HomeOf(audit) == _fleet[0]; waited++) await Task.Delay(TimeSpan.FromSeconds(0.5), TimeProvider.System, Cancellation);
        }
        await Succeeded(_fleet[0].CliAsync("wait", "cluster/shared", "--for", "freshness=live", "--timeout", "60s"));

        var home = HomeOf(audit);
        Assert.Equal(0, await home.TerminateAsync());
        await Wait.UntilAsync(() => Task.FromResult(HomeOf(audit) != home), "the cluster to move away from the silo that left");
        await Succeeded(_fleet[0].CliAsync("wait", "cluster/shared", "--for", "freshness=live", "--timeout", "60s"));
        var more = (await SettledAsync(audit)).Skip(writes.Count).ToList();
        Assert.True(more.Count == 0, string.Join('\n', more));
        await EndedAsync();
    }

    [Fact]
    public async Task Whichever_silo_is_killed_or_stopped_no_two_write_a_registry_in_turns()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var rounds = IsSoak ? 100 : 3;
        output.WriteLine($"seed {seed}, {rounds} rounds");
        var random = new Random(seed);
        await using var rights = await MemberClusterRights.ApplyAsync(cluster, "reconcile");
        var audit = cluster.Audit();
        await StartAsync();
        await StartAsync();
        await AddAsync(rights);
        string[] names = ["one", "two", "three"];
        foreach (var name in names) await AvailableAsync(name);

        var stoodStill = new HashSet<FleetProcess>();
        for (var round = 0; round < rounds; round++)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
            var changing = Task.Run(() => DisturbAsync(names, new Random(random.Next()), enough.Token), Cancellation);
            var victim = _fleet[random.Next(_fleet.Count)];
            // Each kind comes up, also in few rounds.
            var deed = round % 3;
            output.WriteLine($"round {round}: {(deed == 0 ? "kill -9" : deed == 1 ? "SIGSTOP" : "SIGTERM")} {victim.Id}, the newest session is of {ProcessOf(audit)}");
            switch (deed)
            {
                case 0:
                    await victim.KillAsync();
                    break;
                case 1:
                    stoodStill.Add(victim);
                    victim.Suspend();
                    await Task.Delay(TimeSpan.FromSeconds(random.Next(4, 16)), TimeProvider.System, Cancellation);
                    victim.Resume();
                    break;
                default:
                    await victim.TerminateAsync();
                    break;
            }
            await Task.Delay(TimeSpan.FromSeconds(random.Next(2, 6)), TimeProvider.System, Cancellation);
            // One that stood still for too long learns that it was declared dead, and ends.
            foreach (var ended in _fleet.Where(silo => silo.HasEnded).ToList())
            {
                // One that stood still may learn of its death rounds later.
                Assert.True(ended == victim || stoodStill.Contains(ended), $"silo {ended.Id} ended, and nobody had touched it:\n{LastLinesOf(ended)}");
                _fleet.Remove(ended);
                await ended.DisposeAsync();
                await StartAsync();
            }
            await enough.CancelAsync();
            await changing;
            await SucceedsSomewhereAsync("wait", "cluster/shared", "--for", "freshness=live", "--timeout", "2m");
        }

        foreach (var name in names)
            await SucceedsSomewhereAsync("wait", $"registry/shared/{_ns}/{name}", "--for", "condition=Available", "--timeout", "2m");
        var sessions = audit.Read()
            .Where(request => request.IsWrite && request.Namespace == _ns)
            .OrderBy(request => request.Received)
            .Select(request => (request.Received, request.Uri, Session: SessionOf(request)))
            .ToList();
        Assert.NotEmpty(sessions);
        foreach (var (before, after) in sessions.Zip(sessions.Skip(1)))
            Assert.True(before.Session <= after.Session, $"session {after.Session} wrote {after.Uri} at {after.Received:O}, after session {before.Session} had begun to write");
        await EndedAsync();
    }

    private async Task StartAsync() => _fleet.Add(await FleetProcess.StartAsync(_data, postgres: _database));

    private async Task AddAsync(MemberClusterRights rights)
    {
        var kubeconfig = Path.Combine(_data, "shared.kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, rights.Kubeconfig, Cancellation);
        await Succeeded(_fleet[0].CliAsync("cluster", "add", "shared", "--kubeconfig", kubeconfig, "--mode", "reconcile"));
    }

    private async Task AvailableAsync(string name)
    {
        await cluster.CreateRegistryAsync(_ns, name);
        await Succeeded(_fleet[0].CliAsync("wait", $"registry/shared/{_ns}/{name}", "--for", "condition=Available", "--timeout", "2m"));
    }

    /// <summary>Deletes and changes what the fleet puts back.</summary>
    private async Task DisturbAsync(string[] names, Random random, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var name = names[random.Next(names.Length)];
            string[] paths =
            [
                $"/apis/apps/v1/namespaces/{_ns}/deployments/{name}-clair-app",
                $"/api/v1/namespaces/{_ns}/services/{name}-quay-redis",
                $"/apis/rbac.authorization.k8s.io/v1/namespaces/{_ns}/roles/{name}-quay-serviceaccount",
            ];
            var path = paths[random.Next(paths.Length)];
            // It may be gone still: putting it back is what takes time here.
            if (await cluster.Admin.StatusOfAsync(path) == HttpStatusCode.OK) await cluster.Admin.DeleteAsync(path);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(100, 900)), TimeProvider.System, CancellationToken.None);
        }
    }

    /// <summary>The silo of the newest session.</summary>
    private FleetProcess HomeOf(AuditLog audit)
    {
        var id = ProcessOf(audit);
        return _fleet.Single(silo => silo.Id == id);
    }

    /// <summary>The process that began the newest session; it may have been killed since, with nobody in its place yet.</summary>
    private static int ProcessOf(AuditLog audit)
    {
        var newest = audit.Read().Where(request => Session().IsMatch(request.Agent)).MaxBy(SessionOf)!;
        return int.Parse(Session().Match(newest.Agent).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>
    /// The writes of the registry's objects there were once none has come for five seconds. A session also claims its Lease, and applies what is in
    /// namespaces it does not watch.
    /// </summary>
    private async Task<IReadOnlyList<string>> SettledAsync(AuditLog audit)
    {
        for (var before = -1; ;)
        {
            var now = audit.Read().Where(request => request.IsWrite && request.Namespace == _ns).Select(request => $"{request.Verb} {request.Uri} {request.Agent}").ToList();
            if (now.Count == before) return now;
            before = now.Count;
            await Task.Delay(TimeSpan.FromSeconds(5), TimeProvider.System, Cancellation);
        }
    }

    private Task EndedAsync() => SucceedsSomewhereAsync("cluster", "remove", "shared", "--finalizers", "release", "--yes");

    /// <summary>A silo that stood still may learn that it was declared dead, and end, while it is asked: then another one is.</summary>
    private async Task SucceedsSomewhereAsync(params string[] arguments)
    {
        const int NotReachable = 3;
        List<string> answers = [];
        foreach (var silo in _fleet.Where(silo => !silo.HasEnded).ToList())
        {
            var ended = await silo.CliAsync(arguments);
            answers.Add($"silo {silo.Id}: {ended}");
            if (ended.Code == NotReachable || (ended.Code != 0 && silo.HasEnded)) continue;
            if (ended.Code != 0)
                foreach (var other in _fleet)
                    output.WriteLine($"{(other == silo ? "asked" : "other")} silo {other.Id}{(other.HasEnded ? ", ended" : "")}, its last lines:\n{LastLinesOf(other)}");
            Assert.True(ended.Code == 0, $"exit code {ended.Code}: {ended.Output} {ended.Error}");
            return;
        }
        Assert.Fail($"No silo is left.\n{string.Join('\n', answers)}\n{string.Join('\n', _fleet.Select(silo => $"silo {silo.Id}:\n{LastLinesOf(silo)}"))}");
    }

    private static string LastLinesOf(FleetProcess silo)
    {
        const int LastLines = 80;
        return string.Join('\n', silo.Log.Split('\n').TakeLast(LastLines));
    }

    private static async Task Succeeded(Task<Ended> command)
    {
        var ended = await command;
        Assert.True(ended.Code == 0, $"exit code {ended.Code}: {ended.Output} {ended.Error}");
    }

    private static int SessionOf(AuditedRequest request) =>
        Session().Match(request.Agent) is { Success: true } match ? int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : throw new InvalidDataException(request.Agent);

    [GeneratedRegex(@"\(silo \S+-(\d+); session (\d+)\)")]
    private static partial Regex Session();
}
