using Fleet.Api.V1;
using Fleet.Domain.Status;
using Fleet.Gateway.Querying;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Fleet.Gateway.Tests.Querying;

public sealed class ListingTests
{
    private static readonly RegistryReading[] Fleet =
    [
        Read("a/n/one", version: "3.7.10", labels: ("ring", "canary")),
        Read("a/n/two", version: "3.7.11", available: false, labels: ("ring", "canary")),
        Read("b/m/one", version: "3.6.4", state: Domain.Status.ConnectionState.Unreachable, labels: ("ring", "prod")),
    ];

    [Theory]
    [InlineData("cluster", "a", "a/n/one a/n/two")]
    [InlineData("namespace", "m", "b/m/one")]
    [InlineData("name", "one", "a/n/one b/m/one")]
    [InlineData("currentVersion", "3.7.11", "a/n/two")]
    [InlineData("available", "false", "a/n/two")]
    [InlineData("freshness", "unreachable", "b/m/one")]
    [InlineData("labels", "ring=canary", "a/n/one a/n/two")]
    [InlineData("labels", "ring!=canary,app=quay", "b/m/one")]
    [InlineData("labels", "!ring", "")]
    [InlineData("q", "UNREACH", "b/m/one")]
    [InlineData("q", "3.7", "a/n/one a/n/two b/m/one")]
    public void Filters_are_named_as_the_fields_they_compare(string name, string value, string expected)
    {
        var query = Query((name, value));
        var filter = RegistryFilter.Read(query);
        Assert.Empty(query.Faults);
        Assert.Equal(expected, string.Join(' ', Fleet.Where(filter.Matches).Select(registry => registry.Summary.Key.ToString())));
    }

    [Theory]
    [InlineData("available", "maybe")]
    [InlineData("freshness", "fresh")]
    [InlineData("labels", "=x")]
    [InlineData("avialable", "true")]
    public void A_filter_that_cannot_be_read_is_named_with_its_value(string name, string value)
    {
        var query = Query((name, value));
        RegistryFilter.Read(query);
        var fault = Assert.Single(query.Faults);
        Assert.Equal(name, fault.Parameter);
        Assert.Contains(name == "avialable" ? name : value, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "a/n/one a/n/two b/m/one")]
    [InlineData("-cluster", "b/m/one a/n/two a/n/one")]
    [InlineData("name", "a/n/one b/m/one a/n/two")]
    [InlineData("currentVersion", "b/m/one a/n/one a/n/two")]
    [InlineData("-currentVersion", "a/n/two a/n/one b/m/one")]
    [InlineData("available", "a/n/two a/n/one b/m/one")]
    public void Registries_are_sorted_by_a_field_and_then_by_key_page_by_page(string order, string expected)
    {
        var seen = new List<string>();
        string? next = null;
        do
        {
            var query = Query(("sort", order), ("limit", "1"), ("continue", next ?? ""));
            var (sort, page) = (RegistrySort.Read(query), Page.Read(query));
            var items = sort.Page(page, query, Fleet, registry => registry.Summary.Key.ToString());
            Assert.Empty(query.Faults);
            seen.AddRange(items.Items);
            next = items.Continue;
        }
        while (next is not null);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Theory]
    [InlineData("currentVersion")]
    [InlineData("-currentVersion")]
    public void Pages_go_on_segment_by_segment_where_the_field_is_the_same(string order)
    {
        RegistryReading[] fleet =
        [
            .. ((string[])["a-b/n/x", "a/n/x", "a/n-1/x", "ab/n/x"]).Select(key => Read(key, version: "3.7.10", labels: ("a", "b")))
                .OrderBy(registry => registry.Summary.Key, global::Fleet.Gateway.Reading.KeyOrder.Instance),
        ];
        var seen = new List<RegistryReading>();
        string? next = null;
        do
        {
            var query = Query(("sort", order), ("limit", "1"), ("continue", next ?? ""));
            var (sort, page) = (RegistrySort.Read(query), Page.Read(query));
            var items = sort.Page(page, query, fleet, registry => registry);
            seen.AddRange(items.Items);
            next = items.Continue;
        }
        while (next is not null);
        Assert.Equal(order[0] == '-' ? fleet.Reverse() : fleet, seen);
    }

    [Theory]
    [InlineData("-registries", "b c a")]
    [InlineData("kubernetesVersion", "c a b")]
    [InlineData("mode", "a c b")]
    [InlineData(null, "a b c")]
    public void Clusters_are_sorted_by_a_field_page_by_page(string? order, string expected)
    {
        ClusterReading[] fleet =
        [
            ClusterReading.Of(Sample.Cluster("a") with { Registries = 2 }, Sample.Noon),
            ClusterReading.Of(Sample.Cluster("b") with { Registries = 10, Mode = Domain.Clusters.ClusterMode.Reconcile, Features = new Domain.Clusters.ClusterFeatures("v1.30.1", true, true, true, true, true) }, Sample.Noon),
            ClusterReading.Of(Sample.Cluster("c") with { Registries = 2, Features = new Domain.Clusters.ClusterFeatures("v1.9.4", true, true, true, true, true) }, Sample.Noon),
        ];
        var seen = new List<string>();
        string? next = null;
        do
        {
            var query = Query(("sort", order ?? ""), ("limit", "1"), ("continue", next ?? ""));
            var (sort, page) = (ClusterSort.Read(query), Page.Read(query));
            var items = sort.Page(page, query, fleet, cluster => cluster.Summary.Name.ToString());
            Assert.Empty(query.Faults);
            seen.AddRange(items.Items);
            next = items.Continue;
        }
        while (next is not null);
        Assert.Equal(expected, string.Join(' ', seen));
    }

    [Theory]
    [InlineData("mode", "reconcile", "b")]
    [InlineData("freshness", "unreachable", "c")]
    [InlineData("paused", "true", "a")]
    public void Clusters_are_chosen_by_what_they_are(string field, string value, string expected)
    {
        ClusterReading[] fleet =
        [
            ClusterReading.Of(Sample.Cluster("a") with { Paused = true }, Sample.Noon),
            ClusterReading.Of(Sample.Cluster("b") with { Mode = Domain.Clusters.ClusterMode.Reconcile }, Sample.Noon),
            ClusterReading.Of(Sample.Cluster("c", Domain.Status.ConnectionState.Unreachable), Sample.Noon),
        ];
        var query = Query((field, value));
        Assert.Equal(expected, Assert.Single(fleet, ClusterFilter.Read(query).Matches).Summary.Name.ToString());
        Assert.Empty(query.Faults);
    }

    [Fact]
    public void Rollouts_are_chosen_and_sorted()
    {
        Rollout[] rollouts = [Named("may", "Running", "3.7.11", 3), Named("april", "Succeeded", "3.10.0", 1), Named("june", "Running", "3.9.1", 2)];
        Assert.Equal("june may", Listed(("phase", "Running")));
        Assert.Equal("april june may", Listed(("sort", "plannedAt")));
        Assert.Equal("april june may", Listed(("sort", "-target")));
        Assert.Equal("may", Listed(("q", "MAY")));
        Assert.Equal("phase", Assert.Single(Faulty(("phase", "Walking"))).Parameter);

        string Listed(params (string, string)[] parameters)
        {
            var query = Query(parameters);
            var (list, page) = (RolloutList.Read(query), Page.Read(query));
            return string.Join(' ', list.Sort.Page(page, query, [.. rollouts.Where(list.Matches).OrderBy(rollout => rollout.Name, StringComparer.Ordinal)], rollout => rollout.Name).Items);
        }

        IEnumerable<FieldError> Faulty(params (string, string)[] parameters)
        {
            var query = Query(parameters);
            RolloutList.Read(query);
            return query.Faults;
        }

        static Rollout Named(string name, string phase, string target, int day) => new(name, phase, target, "jane", Sample.Noon.AddDays(day), "", [], [], [], null);
    }

    [Fact]
    public void A_minor_of_two_digits_comes_after_those_of_one()
    {
        RegistryReading[] fleet = [Read("a/n/one", version: "3.10.2", labels: ("a", "b")), Read("a/n/two", version: "3.9.1", labels: ("a", "b"))];
        var query = Query(("sort", "currentVersion"));
        var (sort, page) = (RegistrySort.Read(query), Page.Read(query));
        Assert.Equal(["3.9.1", "3.10.2"], sort.Page(page, query, fleet, registry => registry.Summary.CurrentVersion!).Items);
    }

    [Theory]
    [InlineData("colour", null, "sort")]
    [InlineData("name", "-name", "continue")]
    public void An_unknown_order_and_a_token_of_another_one_are_refused(string order, string? before, string parameter)
    {
        string? token = null;
        if (before is not null)
        {
            var first = Query(("sort", before), ("limit", "1"));
            var (firstSort, firstPage) = (RegistrySort.Read(first), Page.Read(first));
            token = firstSort.Page(firstPage, first, Fleet, registry => "").Continue;
        }
        var query = Query(("sort", order), ("limit", "1"), ("continue", token ?? ""));
        var (sort, page) = (RegistrySort.Read(query), Page.Read(query));
        sort.Page(page, query, Fleet, registry => "");
        Assert.Equal(parameter, Assert.Single(query.Faults).Parameter);
    }

    [Fact]
    public void Pages_neither_repeat_nor_skip_when_items_come_and_go()
    {
        var first = PageOf(["a", "c", "e", "g"], "2", null);
        Assert.Equal(["a", "c"], first.Items);
        Assert.Equal(4, first.Total);
        // c, the last one seen, is gone, and b and d have come.
        var second = PageOf(["a", "b", "d", "e", "g"], "2", first.Continue);
        Assert.Equal(["d", "e"], second.Items);
        var third = PageOf(["a", "b", "d", "e", "g"], "2", second.Continue);
        Assert.Equal(["g"], third.Items);
        Assert.Null(third.Continue);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("ten")]
    [InlineData("-1")]
    public void A_limit_out_of_bounds_is_refused(string limit)
    {
        var query = Query(("limit", limit));
        Page.Read(query);
        Assert.Equal("limit", Assert.Single(query.Faults).Parameter);
    }

    private static ItemList<string> PageOf(string[] items, string limit, string? next) =>
        Page.Read(next is null ? Query(("limit", limit)) : Query(("limit", limit), ("continue", next)))
            .Of(items, item => item, (item, after) => string.CompareOrdinal(item, after) > 0, item => item);

    private static QueryReader Query(params (string Name, string Value)[] parameters) =>
        new(new QueryCollection(parameters.ToDictionary(p => p.Name, p => new StringValues(p.Value))));

    private static RegistryReading Read(
        string key, string version, (string, string) labels, bool available = true, Domain.Status.ConnectionState state = Domain.Status.ConnectionState.Live) =>
        RegistryReading.Of(
            Sample.Registry(key, available, version), ClusterReading.Of(Sample.Cluster(key.Split('/')[0], state, null, labels), Sample.Noon));
}
