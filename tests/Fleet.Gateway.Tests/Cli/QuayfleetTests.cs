using System.CommandLine;
using System.Text.Json.Nodes;
using Fleet.Cli.Commands;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.Tests.Http;
using Xunit;

namespace Fleet.Gateway.Tests.Cli;

public sealed class QuayfleetTests(GatewayFixture gateway)
{
    [Theory]
    [InlineData("get")]
    [InlineData("get rolout")]
    [InlineData("get registries -o xml")]
    [InlineData("get registries -l =x")]
    [InlineData("get clusters -n quay")]
    [InlineData("get clusters --limit 3")]
    [InlineData("get fleet -l ring=canary")]
    [InlineData("get fleet -o name")]
    [InlineData("get audit --cluster a")]
    [InlineData("get audit --watch")]
    [InlineData("get rollouts -l ring=canary")]
    [InlineData("get rollouts registry/a/b/c")]
    [InlineData("describe nothing")]
    [InlineData("why registry/only-a-cluster")]
    [InlineData("wait cluster/a")]
    [InlineData("wait cluster/a --for now")]
    [InlineData("wait cluster/a --for condition=Available --timeout soon")]
    [InlineData("cluster add x")]
    [InlineData("cluster add x --kubeconfig /nowhere")]
    [InlineData("cluster add x --kubeconfig /nowhere --mode burn")]
    [InlineData("cluster remove x --finalizers burn")]
    [InlineData("frobnicate")]
    public async Task Bad_usage_is_one_line_and_ends_with_2(string arguments)
    {
        var (code, _, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal(ExitCode.BadInput, code);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task An_unreachable_server_ends_with_3_and_a_refused_token_with_4()
    {
        Assert.Equal(ExitCode.Unreachable, (await RunAsync(["get", "clusters", "--server", "http://127.0.0.1:1"])).Code);
        var other = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "other.token");
        await File.WriteAllTextAsync(other, "wrong", TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Denied, (await RunAsync(["get", "clusters", "--token-file", other])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(["get", "clusters", "--token-file", "/nowhere"])).Code);
        Assert.Equal(ExitCode.Failed, (await RunAsync(["describe", "cluster/nobody"])).Code);
    }

    [Fact]
    public async Task A_change_is_previewed_with_what_a_live_cluster_serves()
    {
        await gateway.ShowAsync(Sample.Cluster("bare") with { Features = new ClusterFeatures("v1.27.4", false, false, false, true, true) });
        await gateway.ShowAsync(Sample.Cluster("full") with { AppsDomain = "apps.full.example.com" });
        await gateway.ShowAsync(Sample.Cluster("fresh") with { Features = null });
        var folder = Path.GetDirectoryName(gateway.TokenFile)!;
        var (registry, bundle) = (Path.Combine(folder, "registry.yaml"), Path.Combine(folder, "bundle.yaml"));
        await File.WriteAllTextAsync(
            registry,
            """
            apiVersion: quay.redhat.com/v1
            kind: QuayRegistry
            metadata: {name: main, namespace: quay, annotations: {quay-fleet/target-version: 3.7.10}}
            spec: {configBundleSecret: bundle}
            """,
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(
            bundle, "apiVersion: v1\nkind: Secret\nmetadata: {name: bundle}\nstringData: {config.yaml: 'SETUP_COMPLETE: true'}", TestContext.Current.CancellationToken);
        string[] render = ["render", "--registry", registry, "--bundle", bundle];

        var full = await RunAsync([.. render, "--cluster", "full"]);
        Assert.Equal(ExitCode.Done, full.Code);
        Assert.Contains("kind: Route", full.Output, StringComparison.Ordinal);
        Assert.Contains("main-quay-quay.apps.full.example.com", full.Output, StringComparison.Ordinal);
        Assert.Contains("note: release 3.7.10", full.Error, StringComparison.Ordinal);

        // What the fleet has imported counts, not what the program was built with.
        var catalog = Path.Combine(folder, "rendered.yaml");
        var images = string.Join(", ", ((string[])["quay", "clair", "postgres", "redis"]).Select(image => $"{image}: registry.example.com/{image}@sha256:{new string('c', 64)}"));
        await File.WriteAllTextAsync(
            catalog, $"apiVersion: quay-fleet/v1\nkind: ReleaseCatalog\nreleases:\n- {{version: 3.7.42, images: {{{images}}}}}\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(registry, (await File.ReadAllTextAsync(registry, TestContext.Current.CancellationToken)).Replace("3.7.10", "3.7.42", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.BadInput, (await RunAsync([.. render, "--cluster", "full"])).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync(["catalog", "import", catalog])).Code);
        var imported = await RunAsync([.. render, "--cluster", "full"]);
        Assert.Contains("note: release 3.7.42", imported.Error, StringComparison.Ordinal);
        Assert.Contains($"registry.example.com/quay@sha256:{new string('c', 64)}", imported.Output, StringComparison.Ordinal);

        var bare = await RunAsync([.. render, "--cluster", "bare"]);
        Assert.DoesNotContain("kind: Route", bare.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("kind: ObjectBucketClaim", bare.Output, StringComparison.Ordinal);
        Assert.Contains("kind: Deployment", bare.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadInput, (await RunAsync([.. render, "--cluster", "fresh"])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync([.. render, "--cluster", "full", "--facts", bundle])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(render)).Code);
    }

    [Fact]
    public async Task A_cluster_is_added_with_its_files_taken_in_and_removed_again()
    {
        var folder = Path.GetDirectoryName(gateway.TokenFile)!;
        await File.WriteAllTextAsync(Path.Combine(folder, "ca.crt"), "certificate", TestContext.Current.CancellationToken);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            """
            current-context: one
            contexts:
            - {name: one, context: {cluster: c, user: u}}
            - {name: two, context: {cluster: d, user: u}}
            clusters:
            - {name: c, cluster: {server: "https://c:6443", certificate-authority: ca.crt}}
            - {name: d, cluster: {server: "https://d:6443", certificate-authority: missing.crt}}
            users:
            - {name: u, user: {token: t}}
            """,
            TestContext.Current.CancellationToken);
        var inlined = JsonNode.Parse(Fleet.Cli.Commands.Clusters.Kubeconfig.Inline(new FileInfo(kubeconfig), null))!;
        Assert.Equal("Y2VydGlmaWNhdGU=", (string?)inlined["clusters"]![0]!["cluster"]!["certificate-authority-data"]);
        Assert.Single(inlined["clusters"]!.AsArray());
        var missing = Assert.Throws<CommandFault>(() => Fleet.Cli.Commands.Clusters.Kubeconfig.Inline(new FileInfo(kubeconfig), "two"));
        Assert.Contains("missing.crt", missing.Message, StringComparison.Ordinal);

        var added = await RunAsync(["cluster", "add", "by-cli", "--kubeconfig", kubeconfig, "--label", "ring=canary", "--label", "zone=eu"]);
        Assert.Equal((ExitCode.Done, ""), (added.Code, added.Error));
        Assert.Contains("live", added.Output, StringComparison.Ordinal);
        Assert.Contains("by-cli", (await RunAsync(["get", "clusters", "-l", "ring=canary,zone=eu", "-o", "name"])).Output, StringComparison.Ordinal);
        Assert.Contains("(paused)", (await RunAsync(["cluster", "pause", "by-cli"])).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await RunAsync(["cluster", "add", "by-cli", "--kubeconfig", kubeconfig])).Code);
        Assert.Equal("cluster/by-cli labelled: ring=stable, team=a\n", (await RunAsync(["cluster", "label", "by-cli", "ring=stable", "zone-", "team=a"])).Output);
        var twice = await RunAsync(["cluster", "label", "by-cli", "ring=x", "ring-"]);
        Assert.Equal((ExitCode.BadInput, "'ring-': the label ring is named twice.\n"), (twice.Code, twice.Error));
        Assert.Contains("reconcile", (await RunAsync(["cluster", "mode", "by-cli", "reconcile"])).Output, StringComparison.Ordinal);
        Assert.Contains("taken off 3 registries", (await RunAsync(["cluster", "mode", "by-cli", "observe"])).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("taken off", (await RunAsync(["cluster", "mode", "by-cli", "observe", "--finalizers", "keep"])).Output, StringComparison.Ordinal);
        var unknown = await RunAsync(["cluster", "mode", "by-cli", "burn"]);
        Assert.Equal((ExitCode.BadInput, "mode 'burn' is not known: use observe, reconcile or olm.\n"), (unknown.Code, unknown.Error));
        var removed = await RunAsync(["cluster", "remove", "by-cli", "--finalizers", "release"]);
        Assert.Equal(ExitCode.Done, removed.Code);
        Assert.Contains("Lease", removed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_whose_answer_is_lost_is_sent_again_and_done_once()
    {
        var kubeconfig = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "lost.kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            """
            current-context: one
            contexts: [{name: one, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://lost-answer:6443"}}]
            users: [{name: u, user: {token: t}}]
            """,
            TestContext.Current.CancellationToken);
        var slow = FakeClusterGrain.Slow["lost-answer"] = new SlowWrite();
        await using var proxy = new Fleet.Testing.CuttingProxy(new Uri(gateway.Address).Port);
        var adding = RunAsync(["cluster", "add", "lost-by-cli", "--kubeconfig", kubeconfig, "--server", $"http://127.0.0.1:{proxy.Port}"]);
        await slow.Begun.Task;
        proxy.Cut();
        slow.MayEnd.SetResult();
        var added = await adding;
        Assert.Equal((ExitCode.Done, ""), (added.Code, added.Error));
        Assert.Equal(2, proxy.Accepted);
    }

    [Fact]
    public async Task Columns_may_be_chosen_by_path()
    {
        await gateway.ShowAsync(Sample.Cluster("columns", labels: ("ring", "canary")));
        await gateway.ShowAsync(Sample.Registry("columns/quay/main", available: false, blockers: [new Blocker("one", "x"), new Blocker("two", "y")]));
        Assert.Equal(ExitCode.Done, (await RunAsync(["wait", "registry/columns/quay/main", "--for", "available=false"])).Code);
        var table = await RunAsync(["get", "registries", "--cluster", "columns", "-o", "custom-columns=WHERE:.cluster,VERSION:currentVersion,WHY:.blockers[*].code,FIRST:{.blockers[0].code},RING:.labels.ring,NO:.nothing.at.all"]);
        Assert.Equal((ExitCode.Done, ""), (table.Code, table.Error));
        var lines = table.Output.TrimEnd().Split('\n').Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.Equal(["WHERE", "VERSION", "WHY", "FIRST", "RING", "NO"], lines[0]);
        Assert.Equal(["columns", "3.7.10", "one,two", "one", "<none>", "<none>"], Assert.Single(lines[1..]));
        Assert.Contains("canary", (await RunAsync(["get", "clusters", "columns", "-o", "custom-columns=RING:.labels.ring"])).Output, StringComparison.Ordinal);
        Assert.Contains("total", (await RunAsync(["get", "fleet", "-o", "custom-columns=ALL:.registries"])).Output, StringComparison.Ordinal);
        foreach (var bad in (string[])["custom-columns=", "custom-columns=A", "custom-columns=A:.b[x]", "custom-columns=A:.b..c", "custom-columns=A:.b,"])
        {
            var refused = await RunAsync(["get", "clusters", "-o", bad]);
            Assert.Equal(ExitCode.BadInput, refused.Code);
            Assert.Single(refused.Error.TrimEnd().Split('\n'));
        }
    }

    [Fact]
    public async Task Lists_are_ordered_by_the_server()
    {
        foreach (var (name, registries) in new[] { ("order-a", 1), ("order-b", 3), ("order-c", 2) })
            await gateway.ShowAsync(Sample.Cluster(name, labels: ("test", "order")) with { Registries = registries });
        Assert.Equal("cluster/order-b\ncluster/order-c\ncluster/order-a\n", (await RunAsync(["get", "clusters", "-l", "test=order", "--sort-by", "-registries", "-o", "name"])).Output);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(["get", "clusters", "--sort-by", "colour"])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(["get", "components", "--sort-by", "name"])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(["get", "clusters", "--sort-by", "name", "--watch"])).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync(["get", "rollouts", "--sort-by", "-plannedAt"])).Code);
    }

    [Fact]
    public async Task A_folder_of_kubeconfigs_is_added_and_those_that_cannot_be_are_named()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "many"));
        async Task WriteAsync(string file, string server) => await File.WriteAllTextAsync(
            Path.Combine(folder.FullName, file),
            $$$"""{"current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":{"server":"{{{server}}}"}}],"users":[{"name":"u","user":{"token":"t"}}]}""",
            TestContext.Current.CancellationToken);
        await WriteAsync("many-a.yaml", "https://a:6443");
        await WriteAsync("many-b.kubeconfig", "https://b:6443");
        await WriteAsync("many-c", "https://refuse:6443");
        await WriteAsync(".hidden", "https://d:6443");
        var added = await RunAsync(["cluster", "add", "--from-folder", folder.FullName, "--label", "batch=one"]);
        Assert.Equal(ExitCode.Failed, added.Code);
        Assert.Equal(2, added.Output.TrimEnd().Split('\n').Length);
        Assert.Contains("1 of 3 were not added: many-c.", added.Error, StringComparison.Ordinal);
        Assert.Equal("cluster/many-a\ncluster/many-b\n", (await RunAsync(["get", "clusters", "-l", "batch=one", "-o", "name"])).Output);

        Assert.Equal(ExitCode.BadInput, (await RunAsync(["cluster", "add", "x", "--from-folder", folder.FullName])).Code);
        Assert.Equal(ExitCode.BadInput, (await RunAsync(["cluster", "add", "--from-folder", "/nowhere"])).Code);
        await WriteAsync("many-a.yml", "https://a:6443");
        Assert.Contains("many-a.yaml and many-a.yml", (await RunAsync(["cluster", "add", "--from-folder", folder.FullName])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_names_every_blocker_or_says_that_nothing_waits()
    {
        await gateway.ShowAsync(Sample.Cluster("why"));
        await gateway.ShowAsync(Sample.Registry("why/quay/good"));
        await gateway.ShowAsync(Sample.Registry("why/quay/bad", available: false, blockers: new Blocker("volume-pending", "no space", Sample.Noon)));
        Assert.Equal(ExitCode.Done, (await RunAsync(["wait", "registry/why/quay/bad", "--for", "available=false"])).Code);
        Assert.Equal("nothing: registry/why/quay/good is available and live\n", (await RunAsync(["why", "registry/why/quay/good"])).Output);
        var bad = (await RunAsync(["why", "registry/why/quay/bad"])).Output;
        Assert.Contains("volume-pending", bad, StringComparison.Ordinal);
        Assert.Contains("no space", bad, StringComparison.Ordinal);
        Assert.Contains("2026-05-04 12:00:00Z", bad, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wait_awaits_what_does_not_exist_yet_and_tells_what_blocks_when_it_gives_up()
    {
        await gateway.ShowAsync(Sample.Cluster("wait"));
        var waiting = RunAsync(["wait", "registry/wait/quay/main", "--for", "condition=Available", "--timeout", "30s"]);
        await gateway.ShowAsync(Sample.Registry("wait/quay/main", available: false, blockers: new Blocker("creation-failed", "denied")));
        var late = await RunAsync(["wait", "registry/wait/quay/main", "--for", "condition=Available", "--timeout", "3s"]);
        Assert.Equal(ExitCode.Failed, late.Code);
        Assert.Contains("creation-failed: denied", late.Error, StringComparison.Ordinal);
        await gateway.ShowAsync(Sample.Registry("wait/quay/main"));
        Assert.Equal(ExitCode.Done, (await waiting).Code);
        Assert.Equal(ExitCode.Done, (await RunAsync(["wait", "registry/wait/quay/other", "--for", "delete", "--timeout", "30s"])).Code);
    }

    [Fact]
    public async Task Json_is_what_the_api_says()
    {
        await gateway.ShowAsync(Sample.Cluster("out"));
        await gateway.ShowAsync(Sample.Registry("out/quay/main"));
        Assert.Equal(ExitCode.Done, (await RunAsync(["wait", "registry/out/quay/main", "--for", "currentVersion=3.7.10", "--timeout", "30s"])).Code);
        var list = JsonNode.Parse((await RunAsync(["get", "registries", "--cluster", "out", "-o", "json"])).Output)!;
        Assert.Equal("3.7.11", (string?)list["items"]![0]!["targetVersion"]);
        var one = JsonNode.Parse((await RunAsync(["get", "registry/out/quay/main", "-o", "json"])).Output)!;
        Assert.Equal("main", (string?)one["name"]);
        Assert.Equal("registry/out/quay/main\n", (await RunAsync(["get", "registries", "out/quay/main", "-o", "name"])).Output);
        Assert.Contains("redis", (await RunAsync(["get", "components", "registry/out/quay/main"])).Output, StringComparison.Ordinal);
        Assert.Contains("BackOff", (await RunAsync(["describe", "registry/out/quay/main"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_is_described_with_what_it_lacks_and_is_asked_only_where_it_may_be_and_answers()
    {
        await gateway.ShowAsync(Sample.Cluster("described") with { CredentialsExpireAt = Sample.Noon, Policy = ClusterPolicy.None with { KeepSpec = true, Namespaces = ["quay"], Tolerations = ["infra:NoSchedule"] } });
        await gateway.ShowAsync(Sample.Cluster("lost", ConnectionState.Unreachable));
        var described = await RunAsync(["describe", "cluster/described"]);
        Assert.Equal((ExitCode.Done, ""), (described.Code, described.Error));
        Assert.Matches(@"Credentials: +until 2026-05-04 12:00:00Z\n", described.Output);
        Assert.Matches(@"Policy: +--keep-spec --namespace quay --toleration infra:NoSchedule\n", described.Output);
        Assert.Contains("Preflight:  something that registries need is missing\n", described.Output, StringComparison.Ordinal);
        Assert.Matches(@"  capacity +failed +there is no node", described.Output);
        Assert.Contains("Preflight:  not asked, since the cluster is unreachable\n", (await RunAsync(["describe", "cluster/lost"])).Output, StringComparison.Ordinal);

        using var admin = gateway.Client();
        var file = Path.Combine(Path.GetDirectoryName(gateway.TokenFile)!, "viewer.token");
        await File.WriteAllTextAsync(file, await Access.Tokens.CreateAsync(admin, "describes", "viewer", null), TestContext.Current.CancellationToken);
        Assert.Contains("Preflight:  asking the cluster needs the role operator\n", (await RunAsync(["describe", "cluster/described", "--token-file", file])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_waited_for_and_did_not_come_is_named()
    {
        await gateway.ShowAsync(Sample.Cluster("late"));
        var late = await RunAsync(["wait", "cluster/late", "--for", "mode=reconcile", "--timeout", "1s"]);
        Assert.Equal((ExitCode.Failed, "cluster/late: mode=reconcile was not met within 1s: nothing blocks it, and it is not what was waited for\n"), (late.Code, late.Error));
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments)
    {
        var configuration = new InvocationConfiguration { Output = new StringWriter(), Error = new StringWriter() };
        string[] defaults = ["--server", gateway.Address, "--token-file", gateway.TokenFile];
        var all = arguments.Concat(defaults.Chunk(2).Where(option => !arguments.Contains(option[0])).SelectMany(option => option));
        var code = await QuayfleetCommand.RunAsync([.. all], configuration);
        return (code, configuration.Output.ToString()!.ReplaceLineEndings("\n"), configuration.Error.ToString()!.ReplaceLineEndings("\n"));
    }
}
