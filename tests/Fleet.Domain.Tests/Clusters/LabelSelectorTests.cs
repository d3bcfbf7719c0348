using Fleet.Domain.Clusters;
using Xunit;

namespace Fleet.Domain.Tests.Clusters;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["ring"] = "canary", ["app.kubernetes.io/name"] = "quay", ["empty"] = "" };

    [Theory]
    [InlineData("", true)]
    [InlineData("ring=canary", true)]
    [InlineData("ring==canary", true)]
    [InlineData("ring!=canary", false)]
    [InlineData("region!=eu", true)]
    [InlineData("region=eu", false)]
    [InlineData("ring", true)]
    [InlineData("!ring", false)]
    [InlineData("!region", true)]
    [InlineData("empty=", true)]
    [InlineData("app.kubernetes.io/name=quay, ring=canary", true)]
    [InlineData("app.kubernetes.io/name=quay,ring=prod", false)]
    public void Every_requirement_has_to_hold(string text, bool matches)
    {
        Assert.True(LabelSelector.TryParse(text, out var selector, out _));
        Assert.Equal(matches, selector.Matches(Labels.GetValueOrDefault));
    }

    [Theory]
    [InlineData("=x")]
    [InlineData("a=b=c")]
    [InlineData("!")]
    [InlineData("a b")]
    [InlineData("ring in (a)")]
    public void What_cannot_be_read_is_quoted(string text)
    {
        Assert.False(LabelSelector.TryParse(text, out _, out var problem));
        Assert.Contains(text, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ring", "canary", true)]
    [InlineData("example.com/ring", "", true)]
    [InlineData("example.com/", "x", false)]
    [InlineData("", "x", false)]
    [InlineData("a b", "x", false)]
    [InlineData("ring", "-x", false)]
    public void Labels_follow_the_rules_of_Kubernetes(string name, string value, bool valid) =>
        Assert.Equal(valid, LabelRules.Problem(name, value) is null);
}
