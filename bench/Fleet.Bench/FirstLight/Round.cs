using Fleet.Bench.Server;

namespace Fleet.Bench.FirstLight;

/// <summary>What one round measured.</summary>
/// <param name="Migrating">Until the last registry's workloads were applied, Quay at zero pods.</param>
/// <param name="Applied">Until the last apply, which scales Quay up.</param>
/// <param name="Available">Until the live stream showed the last registry available.</param>
/// <param name="Bare">The bare client's applies, all of them.</param>
internal sealed record Round(
    int Number,
    int Registries,
    TimeSpan Migrating,
    TimeSpan Applied,
    TimeSpan Available,
    TimeSpan Bare,
    int BareApplies,
    RequestCounts Requests,
    TimeSpan Cpu,
    double ResidentMiB)
{
    public double AvailableRatio => Available / Bare;

    public double AppliedRatio => Applied / Bare;

    public static async Task<Round> RunAsync(BenchSetup bench, int number, int registries)
    {
        // Both names are equally long, and neither occurs in anything else.
        var renamed = Enumerable.Range(0, registries).ToDictionary(i => $"f{number}r{i:00}x", i => $"b{number}r{i:00}x");
        var (ns, bareNs) = (await bench.Cluster.CreateNamespaceAsync("fleet-round"), await bench.Cluster.CreateNamespaceAsync("plain-round"));

        var before = await bench.Server.SettledAsync();
        var watch = await LastApply.FollowAsync(bench.Cluster.Admin, ns);
        var (figures, started) = (bench.Server.Figures, TimeProvider.System.GetTimestamp());
        var available = await bench.CreateAsync(ns, renamed.Keys);
        var after = bench.Server.Figures;
        var requests = (await bench.Server.SettledAsync()).Since(before);
        await watch.DisposeAsync();

        var applies = await new AppliedObjects(bench.Cluster.Admin).ReadAsync(ns, renamed, bareNs);
        await bench.Cluster.DeleteNamespaceAsync(ns);
        await bench.Server.SettledAsync();
        // The server watches the whole cluster; it must not compete with the bare client for this machine's cores.
        await bench.Server.SuspendAsync();
        var bare = await RunBareAsync(bench, applies);
        await bench.Cluster.DeleteNamespaceAsync(bareNs);
        await bench.Server.ResumeAsync();

        return new Round(
            number, registries, Since(watch.AllCreated(registries)), Since(watch.AllScaled(registries)), available, bare, applies.Sum(registry => registry.Count),
            requests, after.Cpu - figures.Cpu, after.ResidentMiB);

        TimeSpan Since(long moment) => TimeProvider.System.GetElapsedTime(started, moment);
    }

    public override string ToString() =>
        $"""
        round {Number}: {Registries} registries
          fleet: workloads applied {Migrating.TotalSeconds:0.00} s, last apply {Applied.TotalSeconds:0.00} s, all available {Available.TotalSeconds:0.00} s
          bare client: {Bare.TotalSeconds:0.00} s for {(double)BareApplies / Registries:0.#} applies per registry
          ratio: available {AvailableRatio:0.00}x, last apply {AppliedRatio:0.00}x
          requests per registry: {Requests.PerOne(Registries)}; not 2xx: {Requests.Failures}
          CPU {Cpu.TotalSeconds:0.00} s, {Cpu.TotalMilliseconds / Registries:0} ms per registry; RSS {ResidentMiB:0} MiB
        """;

    private static async Task<TimeSpan> RunBareAsync(BenchSetup bench, IReadOnlyList<IReadOnlyList<BareApply>> applies)
    {
        using var client = new BareClient(bench.Cluster);
        await client.WarmAsync();
        return await client.RunAsync(applies);
    }
}
