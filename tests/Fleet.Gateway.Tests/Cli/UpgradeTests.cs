using System.CommandLine;
using Fleet.Cli.Commands;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

/// <summary>What lets upgrades begin, and what is under way, from the command line through the API.</summary>
public sealed class UpgradeTests(UpgradeTests.Gateway gateway) : IClassFixture<UpgradeTests.Gateway>
{
    /// <summary>Its own, since a channel's approval holds for the whole fleet.</summary>
    public sealed class Gateway : GatewayFixture;

    [Fact]
    public async Task A_pending_upgrade_is_listed_approved_and_gone()
    {
        await gateway.ShowAsync(Sample.Cluster("up"));
        await gateway.ShowAsync(Sample.Pending(RegistryKey.Parse("up/quay/pending"))!);
        await gateway.ShowAsync(Sample.Registry("up/quay/settled"));
        // The gateway's copy is a moment behind the index.
        await Wait.UntilAsync(async () => (await RunAsync("get", "registries", "--cluster", "up", "-o", "name")).Output.Split('\n').Length == 3, "the gateway to show both");

        var listed = await RunAsync("get", "upgrades", "--cluster", "up");
        Assert.Equal(["CLUSTER", "NAMESPACE", "NAME", "FROM", "TO", "HEAD", "CHANNEL", "FRESHNESS"], Words(listed.Output, 0));
        Assert.Equal(["up", "quay", "pending", "3.7.10", "3.7.11", "3.7.11", "stable-3.7", "live"], Words(listed.Output, 1));
        Assert.Equal("registry/up/quay/pending\n", (await RunAsync("get", "upgrades", "--cluster", "up", "-o", "name")).Output);
        Assert.Contains("3.7.11: `quayfleet upgrade approve registry/up/quay/pending`", (await RunAsync("describe", "registry/up/quay/pending")).Output, StringComparison.Ordinal);

        var refused = await RunAsync("upgrade", "approve", "registry/up/quay/pending", "--to", "3.9.0");
        Assert.Equal((ExitCode.BadInput, "3.7.10 is not upgraded to 3.9.0\n"), (refused.Code, refused.Error));
        var approved = await RunAsync("upgrade", "approve", "registry/up/quay/pending");
        Assert.Equal((ExitCode.Done, ""), (approved.Code, approved.Error));
        Assert.Empty((await RunAsync("get", "upgrades", "--cluster", "up", "-o", "name")).Output);

        var settled = await RunAsync("upgrade", "approve", "registry/up/quay/settled");
        Assert.Equal(ExitCode.Failed, settled.Code);
        Assert.Contains("has nothing newer", settled.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("upgrade", "approve", "cluster/up")).Code);
        Assert.Equal(ExitCode.Failed, (await RunAsync("upgrade", "approve", "registry/up/quay/nobody")).Code);
    }

    [Fact]
    public async Task What_is_under_way_is_listed_with_what_it_waits_for()
    {
        await gateway.ShowAsync(Sample.Cluster("busy"));
        var waits = new Blocker(BlockerCodes.StoragePending, "the bucket is not there yet");
        await gateway.ShowAsync(Sample.Registry("busy/quay/moving", blockers: waits) with { TargetVersion = "3.7.12", Upgrade = new UpgradeObservation("july/1", OnTarget: false, "july/1") });
        await gateway.ShowAsync(Sample.Registry("busy/quay/settled") with { TargetVersion = "3.7.10", Upgrade = new UpgradeObservation(null, OnTarget: true) });
        await Wait.UntilAsync(async () => (await RunAsync("get", "registries", "--cluster", "busy", "-o", "name")).Output.Split('\n').Length == 3, "the gateway to show both");

        var listed = await RunAsync("get", "operations", "--cluster", "busy", "-o", "wide");
        Assert.Equal(["CLUSTER", "NAMESPACE", "NAME", "WHAT", "FROM", "TO", "ROLLOUT", "MIGRATING-SINCE", "FRESHNESS", "WAITS-FOR"], Words(listed.Output, 0));
        Assert.Equal(["busy", "quay", "moving", "upgrade", "3.7.10", "3.7.12", "july", "-", "live", "storage-pending:"], Words(listed.Output, 1)[..10]);
        Assert.Equal("registry/busy/quay/moving\n", (await RunAsync("get", "operations", "--cluster", "busy", "-o", "name")).Output);
        Assert.Contains("\"kind\": \"upgrade\"", (await RunAsync("get", "operations", "--cluster", "busy", "-o", "json")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("get", "operations", "registry/busy/quay/moving")).Code);
    }

    [Theory]
    [InlineData("upgrades", "registry/followed/quay/pending")]
    [InlineData("components", "component/followed/quay/pending/redis")]
    [InlineData("registries", "registry/followed/quay/pending")]
    public async Task What_changes_in_a_list_is_printed_as_it_does(string kind, string name)
    {
        await gateway.ShowAsync(Sample.Cluster("followed"));
        var pending = Sample.Pending(RegistryKey.Parse("followed/quay/pending"))!;
        await gateway.ShowAsync(pending);
        var written = new StringWriter();
        var output = TextWriter.Synchronized(written);
        using var end = new CancellationTokenSource();
        var watching = QuayfleetCommand.RunAsync(
            ["get", kind, "--cluster", "followed", "--watch", "-o", "name", "--server", gateway.Address, "--token-file", gateway.TokenFile],
            new InvocationConfiguration { Output = output, Error = output }, end.Token);
        await Wait.UntilAsync(() => Lines().Length == 1, "what is there is printed");
        // Nothing of it that the first two show differs, so that they print nothing for it.
        await gateway.ShowAsync(pending with { RegistryEndpoint = "https://elsewhere.example.com" });
        await gateway.ShowAsync(pending with { Available = false, Components = [pending.Components[0] with { Ready = false }], Pending = pending.Pending! with { Head = "3.7.12" } });
        await Wait.UntilAsync(() => Lines().Length >= 2, "the change is printed");
        await end.CancelAsync();
        await watching;
        Assert.All(Lines(), line => Assert.Equal(name, line));
        await gateway.Grains.GetGrain<Grains.Index.IFleetIndexGrain>(Grains.Index.FleetIndexShards.Of(Domain.Clusters.ClusterName.Parse("followed"))).ForgetRegistry(RegistryKey.Parse("followed/quay/pending"), 1);

        string[] Lines()
        {
            // The lock that the synchronised writer takes.
            lock (output) return written.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    [Fact]
    public async Task Past_migrations_and_transitions_are_described()
    {
        await gateway.ShowAsync(Sample.Cluster("past"));
        await gateway.ShowAsync(Sample.Registry("past/quay/main"));
        await Wait.UntilAsync(async () => (await RunAsync("describe", "registry/past/quay/main")).Code == ExitCode.Done, "the gateway to show it");
        var described = (await RunAsync("describe", "registry/past/quay/main")).Output;
        Assert.Equal(["2026-05-04", "12:00:00Z", "3.7.10", "Failed", "42", "abc", "no", "such", "table"], Words(described[described.IndexOf("Migrations:", StringComparison.Ordinal)..], 2));
        Assert.Equal(
            ["2026-05-04", "12:00:00Z", "ComponentRedisReady", "True", "->", "False", "ComponentNotReady", "Deployment", "main-quay-redis:", "no", "pod"],
            Words(described[described.IndexOf("Transitions:", StringComparison.Ordinal)..], 2));
    }

    [Fact]
    public async Task A_channel_says_who_lets_its_upgrades_begin()
    {
        Assert.Equal(["stable-3.7", "3.7.11", "yes", "2", "-"], Words((await RunAsync("get", "channels")).Output, 4));
        Assert.Equal(["stable-3.7", "3.7.11", "yes", "2", "Automatic"], Words((await RunAsync("catalog", "approval", "stable-3.7", "Automatic")).Output, 1));
        Assert.Equal(["stable-3.7", "3.7.11", "yes", "2", "-"], Words((await RunAsync("catalog", "approval", "stable-3.7", "none")).Output, 1));
        Assert.Equal(ExitCode.BadInput, (await RunAsync("catalog", "approval", "stable-3.7", "sometimes")).Code);
        var unknown = await RunAsync("catalog", "approval", "stable-9", "Manual");
        Assert.Contains("quay-v3.4, quay-v3.5, stable-3.6, stable-3.7", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_follows_a_channel_until_it_does_not()
    {
        await RunAsync("cluster", "add", "followed", "--kubeconfig", await KubeconfigAsync());
        Assert.Equal(ExitCode.Done, (await RunAsync("cluster", "subscribe", "followed", "--channel", "stable-3.7", "--approval", "Automatic")).Code);
        var described = (await RunAsync("describe", "cluster/followed")).Output;
        Assert.Contains("stable-3.7", described, StringComparison.Ordinal);
        Assert.Contains("Automatic", described, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("cluster", "subscribe", "followed", "--channel", "stable-9")).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync("cluster", "subscribe", "followed")).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync("cluster", "unsubscribe", "followed")).Code);
        Assert.DoesNotContain("stable-3.7", (await RunAsync("describe", "cluster/followed")).Output, StringComparison.Ordinal);
    }

    private async Task<string> KubeconfigAsync()
    {
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "kubeconfig");
        await File.WriteAllTextAsync(
            file,
            """
            apiVersion: v1
            kind: Config
            current-context: one
            contexts: [{name: one, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://c:6443"}}]
            users: [{name: u, user: {token: t}}]
            """,
            TestContext.Current.CancellationToken);
        return file;
    }

    private static string[] Words(string output, int line) => output.Split('\n')[line].Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await QuayfleetCommand.RunAsync(["--server", gateway.Address, "--token-file", gateway.TokenFile, .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
