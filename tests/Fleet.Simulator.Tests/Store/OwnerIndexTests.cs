using System.Text.Json.Nodes;
using Fleet.Simulator.Store;
using Xunit;

namespace Fleet.Simulator.Tests.Store;

public sealed class OwnerIndexTests
{
    private const string First = "aaaaaaaa-1111-4111-8111-111111111111";
    private const string Second = "aaaaaaaa-2222-4222-8222-222222222222";

    [Fact]
    public void It_knows_what_is_there_and_forgets_what_left()
    {
        var (both, one) = (Map("a", First, Second), Map("a", Second));
        var index = OwnerIndex.Empty.After(null, both).After(null, Map("b", First));
        Assert.Equal(["a", "b"], Names(index, First));
        Assert.Equal(["a"], Names(index, Second));
        index = index.After(both, one);
        Assert.Equal(["b"], Names(index, First));
        Assert.Empty(Names(index.After(one, null), Second));
        Assert.Equal(["a"], Names(index, Second));
    }

    [Fact]
    public void Uids_that_differ_by_cluster_are_the_same_here() =>
        Assert.Equal(["a"], Names(OwnerIndex.Empty.After(null, Map("a", First)), "bbbbbbbb" + First[8..]));

    [Fact]
    public void An_object_without_owners_changes_nothing() => Assert.Same(OwnerIndex.Empty, OwnerIndex.Empty.After(Map("a"), Map("a")));

    [Fact]
    public void The_state_keeps_it_through_writes()
    {
        var state = ClusterState.Empty.Put(Map("a", First)).Put(Map("a", Second));
        Assert.Empty(Names(state.Owners, First));
        Assert.Equal(["a"], Names(state.Owners, Second));
        Assert.Empty(Names(state.Remove("configmaps", new ObjectName("ns", "a"), 3).Owners, Second));
    }

    private static IEnumerable<string> Names(OwnerIndex index, string uid) => index.Of(uid).Select(dependent => dependent.Name.Name);

    private static StoredObject Map(string name, params string[] owners) => StoredObject.Of("configmaps", new JsonObject
    {
        ["kind"] = "ConfigMap",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["namespace"] = "ns",
            ["resourceVersion"] = "2",
            ["ownerReferences"] = new JsonArray([.. owners.Select(uid => new JsonObject { ["uid"] = uid })]),
        },
    });
}
