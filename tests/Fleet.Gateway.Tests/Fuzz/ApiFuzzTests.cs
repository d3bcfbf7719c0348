using Fleet.Gateway.Tests.Access;
using Fleet.Gateway.Tests.Http;
using Fleet.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Fuzz;

#pragma warning disable RS0030 // Random: the seed is printed, and each request has its own

/// <summary>Whatever is sent gets an answer: what was asked for, or a problem that says what is wrong.</summary>
public sealed class ApiFuzzTests(ApiFuzzTests.Gateway gateway, ITestOutputHelper output) : IClassFixture<ApiFuzzTests.Gateway>
{
    private static readonly int Rounds = Environment.GetEnvironmentVariable("QUAYFLEET_SOAK") == "1" ? 2_000 : 30;

    public sealed class Gateway : GatewayFixture;

    private static readonly Dictionary<string, string[]> Known = new()
    {
        ["name"] = ["fuzz", "main", "new", "july", "ci"],
        ["cluster"] = ["fuzz", "fenced", "new"],
        ["namespace"] = ["quay"],
        ["rollout"] = ["july"],
        ["channel"] = ["stable-3.7"],
        ["sort"] = ["-observedAt", "available", "name"],
        ["labels"] = ["ring=canary", "ring in (a,b),!x"],
        ["mode"] = ["observe", "reconcile", "olm"],
        ["finalizers"] = ["keep", "release"],
        ["approval"] = ["Manual", "Automatic"],
        ["roles"] = ["viewer", "admin"],
        ["confirm"] = ["main"],
        ["expiresAt"] = [TimeProvider.System.GetUtcNow().AddHours(1).ToString("O")],
        ["kubeconfig"] = ["k", "refuse"],
        ["target"] = ["3.7.11", "stable-3.7"],
        ["If-None-Match"] = ["*", "\"body-x\"", "W/\"x\"", "x"],
        ["Idempotency-Key"] = ["k1", "k2", "k3"],
        ["{}"] =
        [
            """{"apiVersion":"quay.redhat.com/v1","kind":"QuayRegistry","metadata":{"name":"main","namespace":"quay","labels":{"a":"b"}},"spec":{"configBundleSecret":"b","components":[{"kind":"redis","managed":true,"overrides":{"replicas":2}}]}}""",
            """{"target":"3.7.11","stages":[{"name":"canary","selector":"ring=canary","maxConcurrency":"10%","soak":"1h","gates":[{"approval":{}},{"window":{"from":"22:00","to":"06:00"}}]},{"name":"rest"}]}""",
        ],
        ["spec"] = ["target: 3.7.11\nstages:\n- name: all\n", "name: july\ntarget: stable-3.7\n"],
    };

    [Fact]
    public async Task Any_request_of_the_document_gets_an_answer_and_every_refusal_is_a_problem()
    {
        var start = Random.Shared.Next(1 << 20);
        output.WriteLine($"seeds from {start}");
        await gateway.ShowAsync(Sample.Cluster("fuzz", labels: ("ring", "canary")));
        await gateway.ShowAsync(Sample.Registry("fuzz/quay/main"));
        var fuzz = new ApiFuzz(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "openapi.json"), TestContext.Current.CancellationToken), Known);
        using var admin = gateway.Client();
        using var scoped = gateway.Client(await Tokens.CreateAsync(admin, "fuzz-scoped", "operator", "ring=canary"));
        var faults = new List<string>();
        for (var seed = start; seed < start + (Rounds * fuzz.Operations) && faults.Count < 10; seed++)
            if (await fuzz.TryAsync(seed % 7 == 0 ? scoped : admin, seed, TestContext.Current.CancellationToken) is { } fault) faults.Add(fault);
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
    }
}
