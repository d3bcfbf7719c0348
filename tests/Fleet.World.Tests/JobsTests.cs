using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public abstract class JobsTests(WorldServer server)
{
    [Fact]
    public async Task A_job_is_active_then_succeeds()
    {
        await using var stage = await Stage.OpenAsync(server, new WorldOrders { Delay = TimeSpan.FromSeconds(1) });
        await stage.ApplyAsync(Resource.Jobs, Stage.Job("migrate"));
        await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Number("status", "active") == 1);
        var done = await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Number("status", "succeeded") == 1);
        Assert.Equal("True", (string?)done.Condition("Complete")?["status"]);
        Assert.NotNull(done.Text("status", "completionTime"));
        Assert.Null(done.Number("status", "active"));
    }

    [Fact]
    public async Task A_job_fails_by_order_with_the_message_ordered()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.Job("migrate", new JobFate.Fails("no such table"));
        await stage.ApplyAsync(Resource.Jobs, Stage.Job("migrate"));
        var failed = await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Condition("Failed") is not null);
        Assert.Equal("no such table", (string?)failed.Condition("Failed")!["message"]);
        Assert.Null(failed.Number("status", "succeeded"));
    }

    [Fact]
    public async Task A_job_that_hangs_goes_on_when_the_order_is_taken_back()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.Job("migrate", new JobFate.Hangs());
        await stage.ApplyAsync(Resource.Jobs, Stage.Job("migrate"));
        await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Number("status", "active") == 1);
        stage.Orders.Job("migrate", new JobFate.Succeeds());
        await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Number("status", "succeeded") == 1);
    }

    [Fact]
    public async Task Foreground_deletion_of_a_job_ends_without_a_garbage_collector()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Jobs, Stage.Job("migrate"));
        await stage.SeeAsync(Resource.Jobs, "migrate", job => job.Number("status", "succeeded") == 1);
        await server.Api.DeleteAsync(Resource.Jobs.Item(stage.Namespace, "migrate") + "?propagationPolicy=Foreground", TestContext.Current.CancellationToken);
        await stage.UntilAsync(Resource.Jobs, "migrate", job => job is null);
    }
}
