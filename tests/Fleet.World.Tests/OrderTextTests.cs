using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public sealed class OrderTextTests
{
    private static Observed Named(string name) => new(
        new JsonObject { ["metadata"] = new JsonObject { ["namespace"] = "ns", ["name"] = name } }, TimeSpan.Zero);

    [Fact]
    public void Failures_are_read_with_their_subjects_and_texts()
    {
        var orders = OrderText.Parse("1500ms", ["job/ns/a-*=no space,deployment/web", "flap/other/web"], null);
        Assert.Equal(TimeSpan.FromSeconds(1.5), orders.DelayOf(Named("x")));
        Assert.Equal(new JobFate.Fails("no space"), orders.FateOfJob(Named("a-1")));
        Assert.Equal(new JobFate.Succeeds(), orders.FateOfJob(Named("b")));
        Assert.Equal(WorkloadFate.Unavailable, orders.FateOfDeployment(Named("web")));
    }

    [Fact]
    public void Parts_are_left_out_by_name() =>
        Assert.Equal(WorldParts.All & ~WorldParts.Routes & ~WorldParts.Jobs, OrderText.PartsWithout(["routes,jobs"]));

    [Theory]
    [InlineData("2", "job/x")]
    [InlineData("2s", "x")]
    [InlineData("2s", "kettle/x")]
    public void What_is_misspelt_is_refused(string delay, string failure) =>
        Assert.Throws<FormatException>(() => OrderText.Parse(delay, [failure], null));
}
