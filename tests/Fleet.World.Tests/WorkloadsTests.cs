using System.Text.Json.Nodes;
using Fleet.Simulator.World;
using Xunit;

namespace Fleet.World.Tests;

public abstract class WorkloadsTests(WorldServer server)
{
    // The version that is rendered, and the only one that simulated clusters serve.
    private static readonly Resource Autoscalers = new("/apis/autoscaling/v2beta2", "horizontalpodautoscalers");

    private static bool IsAvailable(Observed deployment) => (string?)deployment.Condition("Available")?["status"] == "True";

    private static long Available(Observed deployment) => deployment.Number("status", "availableReplicas") ?? 0;

    [Fact]
    public async Task A_deployment_becomes_available()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 2));
        var deployment = await stage.SeeAsync(Resource.Deployments, "web", d => IsAvailable(d) && Available(d) == 2);
        Assert.Equal(deployment.Generation, deployment.Number("status", "observedGeneration"));
        Assert.Equal(2, deployment.Number("status", "updatedReplicas"));
    }

    [Fact]
    public async Task A_deployment_is_not_available_before_the_delay()
    {
        await using var stage = await Stage.OpenAsync(server, new WorldOrders { Delay = TimeSpan.FromSeconds(2) });
        var start = TimeProvider.System.GetTimestamp();
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 1));
        await stage.SeeAsync(Resource.Deployments, "web", d => d.Condition("Available") is not null && !IsAvailable(d));
        await stage.SeeAsync(Resource.Deployments, "web", IsAvailable);
        Assert.True(TimeProvider.System.GetElapsedTime(start) > TimeSpan.FromSeconds(1.9));
    }

    [Fact]
    public async Task A_deployment_ordered_unavailable_recovers_when_the_order_is_taken_back()
    {
        var orders = new WorldOrders();
        orders.Deployment("web", WorkloadFate.Unavailable);
        await using var stage = await Stage.OpenAsync(server, orders);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 1));
        var deployment = await stage.SeeAsync(Resource.Deployments, "web", d => d.Condition("Available") is not null);
        Assert.Equal("Deployment does not have minimum availability.", (string?)deployment.Condition("Available")!["message"]);
        orders.Deployment($"{stage.Namespace}/w*", WorkloadFate.Healthy);
        await stage.SeeAsync(Resource.Deployments, "web", IsAvailable);
    }

    [Fact]
    public async Task A_flapping_deployment_goes_up_and_down()
    {
        await using var stage = await Stage.OpenAsync(server);
        stage.Orders.Deployment("web", WorkloadFate.Flaps);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 1));
        await stage.SeeAsync(Resource.Deployments, "web", IsAvailable);
        await stage.SeeAsync(Resource.Deployments, "web", d => !IsAvailable(d));
        await stage.SeeAsync(Resource.Deployments, "web", IsAvailable);
    }

    [Fact]
    public async Task A_rollout_that_hangs_leaves_the_old_pods_serving()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 3));
        await stage.SeeAsync(Resource.Deployments, "web", d => Available(d) == 3);
        stage.Orders.Deployment("web", WorkloadFate.RolloutHangs);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 3, image: "quay:2"));
        var deployment = await stage.SeeAsync(Resource.Deployments, "web", d => d.Number("status", "observedGeneration") == 2);
        Assert.True(IsAvailable(deployment));
        Assert.Equal((3, 1), (Available(deployment), deployment.Number("status", "updatedReplicas")));
    }

    [Fact]
    public async Task A_new_template_under_recreate_goes_through_nothing_available()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("db", 1, strategy: "Recreate"));
        await stage.SeeAsync(Resource.Deployments, "db", IsAvailable);
        stage.Orders.Delay = TimeSpan.FromSeconds(1);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("db", 1, image: "postgres:2", strategy: "Recreate"));
        await stage.SeeAsync(Resource.Deployments, "db", d => d.Number("status", "observedGeneration") == 2 && Available(d) == 0);
        await stage.SeeAsync(Resource.Deployments, "db", IsAvailable);
    }

    [Fact]
    public async Task A_deployment_scaled_to_zero_has_nothing_available()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 2));
        await stage.SeeAsync(Resource.Deployments, "web", d => Available(d) == 2);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 0));
        await stage.SeeAsync(Resource.Deployments, "web", d => Available(d) == 0 && d.Number("status", "observedGeneration") == 2);
    }

    [Fact]
    public async Task An_autoscaler_raises_its_target_to_the_minimum_and_leaves_zero_alone()
    {
        await using var stage = await Stage.OpenAsync(server);
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("web", 1));
        await stage.ApplyAsync(Resource.Deployments, Stage.Deployment("off", 0));
        foreach (var name in new[] { "web", "off" })
            await stage.ApplyAsync(Autoscalers, Stage.Object("autoscaling/v2beta2", "HorizontalPodAutoscaler", name, new JsonObject
            {
                ["minReplicas"] = 2,
                ["maxReplicas"] = 4,
                ["scaleTargetRef"] = new JsonObject { ["apiVersion"] = "apps/v1", ["kind"] = "Deployment", ["name"] = name },
            }));
        await stage.SeeAsync(Resource.Deployments, "web", d => Available(d) == 2);
        await stage.SeeAsync(Autoscalers, "web", a => a.Number("status", "currentReplicas") == 2);
        await stage.SeeAsync(Autoscalers, "off", a => a.Number("status", "observedGeneration") is not null
            || a.Number("status", "desiredReplicas") == 0);
        Assert.Equal(0, (await stage.GetAsync(Resource.Deployments, "off"))!.Number("spec", "replicas"));
    }
}
