using System.Globalization;
using CsCheck;
using Fleet.Domain.Access;
using Fleet.Domain.Clusters;
using Fleet.Domain.Status;
using Fleet.Gateway.Querying;
using Fleet.Gateway.Reading;
using Fleet.Gateway.Security;
using Fleet.Grains.Index;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Fleet.Gateway.Tests.Querying;

public sealed class RegistrySortTests
{
    private static readonly string[] Fields = ["cluster", "namespace", "name", "currentVersion", "targetVersion", "available", "freshness", "observedAt"];
    private static readonly string[] Versions = ["3.7.10", "3.10.1", "3.9.2"];
    private static readonly string[] Clusters = ["a", "a-b", "b"];

    /// <summary>Orders that are kept with the table are those that sorting each time gives, also after changes, and for callers who see a part.</summary>
    [Fact]
    public void Pages_of_any_order_are_those_of_sorting_what_matches() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[0, 4], Gen.Int[0, 2].Select(i => Versions[i]), Gen.Bool, Gen.Int[0, 5]).Array[1, 25],
            Gen.Int[0, Fields.Length - 1].Select(i => Fields[i]), Gen.Bool, Gen.Int[1, 7], Gen.Bool).Sample((rows, field, descending, limit, isWhole) =>
        {
            var view = new FleetView(new FakeTimeProvider(Sample.Noon));
            var registries = rows.Select(row => Sample.Registry($"{Clusters[row.Item1]}/n{row.Item2}/r{row.Item3}", row.Item5, row.Item4) with { ObservedAt = Sample.Noon.AddSeconds(row.Item6) })
                .GroupBy(registry => registry.Key).Select(same => same.Last()).ToList();
            var shards = Clusters.GroupBy(name => FleetIndexShards.Of(ClusterName.Parse(name)));
            foreach (var shard in shards)
                view.Replace(new FleetSnapshot(shard.Key, 1, 1, [.. shard.Select(Cluster)], [.. registries.SkipLast(1).Where(registry => shard.Contains(registry.Key.Cluster.ToString()))]));
            var fleet = new VisibleFleet(view, new Caller("jane", Caller.AdminToken, [new Grant(Role.Viewer, isWhole ? LabelSelector.Everything : Selector("ring=a"))]));
            // The order is found, and the last registry comes after that.
            Walk(fleet, field, descending, limit);
            if (registries[^1] is { Key.Cluster: var cluster } late) view.TryApply(new FleetDelta(FleetIndexShards.Of(cluster), 1, 2, null, late, null, null));

            var sort = RegistrySort.Read(Query(("sort", (descending ? "-" : "") + field)));
            var all = fleet.ReadRegistries(view.Now).ToList();
            var sorted = sort.Page(new Page(1000, null), Query(), all, registry => registry.Id).Items;
            Assert.Equal(all.Count(registry => isWhole || registry.ClusterLabels["ring"] == "a"), sorted.Count);
            Assert.Equal(sorted, Walk(fleet, field, descending, limit));
        }, iter: 300);

    private static List<string> Walk(VisibleFleet fleet, string field, bool descending, int limit)
    {
        var seen = new List<string>();
        string? next = null;
        do
        {
            var query = Query(("sort", (descending ? "-" : "") + field), ("limit", limit.ToString(CultureInfo.InvariantCulture)), ("continue", next ?? ""));
            var page = RegistrySort.Read(query).Page(Page.Read(query), query, fleet, RegistryFilter.Read(query), registry => registry.Id);
            Assert.Empty(query.Faults);
            Assert.Equal(fleet.ReadRegistries(fleet.Now).Count(), page.Total);
            seen.AddRange(page.Items);
            next = page.Continue;
        }
        while (next is not null);
        return seen;
    }

    private static ClusterSummary Cluster(string name) => Sample.Cluster(name, name == "b" ? ConnectionState.Unreachable : ConnectionState.Live, Sample.Noon, ("ring", name[..1]));

    private static LabelSelector Selector(string text) => LabelSelector.TryParse(text, out var selector, out _) ? selector : throw new FormatException(text);

    private static QueryReader Query(params (string Name, string Value)[] parameters) => new(new QueryCollection(parameters.ToDictionary(pair => pair.Name, pair => new StringValues(pair.Value))));
}
