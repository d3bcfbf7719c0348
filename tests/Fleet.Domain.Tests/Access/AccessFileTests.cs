using Fleet.Domain.Access;
using Xunit;

namespace Fleet.Domain.Tests.Access;

public sealed class AccessFileTests
{
    [Fact]
    public void Bindings_give_roles_on_clusters()
    {
        var bindings = AccessFile.Read("bindings: [{claim: a, roles: [viewer, operator], clusters: 'ring=canary'}, {claim: b, roles: [admin]}]", out var problems);
        Assert.Empty(problems);
        Assert.Equal(["viewer of clusters ring=canary", "operator of clusters ring=canary", "admin"], AccessBinding.GrantsOf(bindings, ["a", "b", "c"]).Select(grant => grant.ToString()));
        Assert.Equal(["admin"], AccessBinding.GrantsOf(bindings, ["b"]).Select(grant => grant.ToString()));
        Assert.Empty(AccessBinding.GrantsOf(bindings, ["A"]));
    }

    [Theory]
    [InlineData("", "line 1: write one document")]
    [InlineData("bindings: ]", "line 1: this is no YAML")]
    [InlineData("binding: []", "line 1: binding: is not known")]
    [InlineData("bindings: x", "line 1: bindings: is missing or no list")]
    [InlineData("bindings:\n- claim: a\n  roles: [root]", "line 3: bindings[0].roles: 'root' is no role")]
    [InlineData("bindings:\n- claim: a\n  roles: []", "line 2: bindings[0].roles: is missing")]
    [InlineData("bindings:\n- roles: [viewer]", "line 2: bindings[0].claim: is missing")]
    [InlineData("bindings:\n- claim: a\n  roles: [viewer]\n  clusters:", "line 4: bindings[0].clusters: is no label selector")]
    [InlineData("bindings:\n- claim: a\n  roles: [viewer]\n  clusters: 'a=b=c'", "line 4: bindings[0].clusters: 'a=b=c'")]
    [InlineData("bindings:\n- claim: a\n  role: viewer\n  roles: [viewer]", "line 3: bindings[0].role: is not known here: use claim, roles, clusters.")]
    public void A_fault_is_told_with_line_and_field(string text, string problem)
    {
        AccessFile.Read(text, out var problems);
        Assert.Contains(problems, told => told.StartsWith(problem, StringComparison.Ordinal));
    }
}
