using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>Plays the Job controller and its pods. Jobs here have no pods, so foreground deletion ends at once.</summary>
internal sealed class JobRunner(IWorldCluster cluster, WorldOrders orders, TimeProvider clock) : Actor(cluster, orders)
{
    public override Resource Watches => Resource.Jobs;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting)
        {
            await Finalizers.RemoveAsync(Cluster, Item(subject), subject, Finalizers.Foreground, cancellation);
            return null;
        }
        if (subject.Condition("Complete") is not null || subject.Condition("Failed") is not null) return null;

        var now = Times.Now(clock);
        var left = Orders.DelayOf(subject) - subject.Age;
        var fate = Orders.FateOfJob(subject);
        if (subject.Number("status", "active") is null or 0)
        {
            // Active is always shown, whatever the delay: observers have to live through it.
            await SetAsync(subject, new JsonObject { ["active"] = 1, ["startTime"] = now }, cancellation);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
        if (left > TimeSpan.Zero) return left;

        switch (fate)
        {
            case JobFate.Succeeds:
                await SetAsync(subject, new JsonObject
                {
                    ["active"] = null,
                    ["succeeded"] = 1,
                    ["completionTime"] = now,
                    ["conditions"] = new JsonArray(Condition("Complete", now)),
                }, cancellation);
                return null;
            case JobFate.Fails fails:
                var failed = Condition("Failed", now);
                failed["reason"] = "BackoffLimitExceeded";
                failed["message"] = fails.Message;
                await SetAsync(subject, new JsonObject
                {
                    ["active"] = null,
                    ["failed"] = 1 + (subject.Number("spec", "backoffLimit") ?? 6),
                    ["conditions"] = new JsonArray(failed),
                }, cancellation);
                return null;
            case JobFate.Hangs:
                return null;
            default:
                throw new InvalidOperationException($"unknown fate {fate.GetType().Name}");
        }
    }

    private Task<JsonObject> SetAsync(Observed subject, JsonObject status, CancellationToken cancellation) =>
        PatchAsync(subject, Status(subject), new JsonObject { ["status"] = status }, cancellation);

    private static JsonObject Condition(string type, string now) =>
        new() { ["type"] = type, ["status"] = "True", ["lastProbeTime"] = now, ["lastTransitionTime"] = now };
}
