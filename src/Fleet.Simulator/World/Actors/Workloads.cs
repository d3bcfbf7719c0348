using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// Plays the Deployment controller and the kubelet, on the Deployment's status alone: there are no ReplicaSets and no pods. A generation is
/// observed at once and done after the delay. Meanwhile the pods that were available go on serving, none when the template changed under
/// the strategy Recreate. Which template serves stands in the condition <c>Progressing</c>, as the name of its ReplicaSet.
/// </summary>
internal sealed class Workloads(IWorldCluster cluster, WorldOrders orders, TimeProvider clock) : Actor(cluster, orders)
{
    private static readonly TimeSpan ShortestFlap = TimeSpan.FromMilliseconds(500);

    public override Resource Watches => Resource.Deployments;

    public override async Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation)
    {
        if (subject.Deleting)
        {
            await Finalizers.RemoveAsync(Cluster, Item(subject), subject, Finalizers.Foreground, cancellation);
            return null;
        }

        var (pods, again) = Decide(subject);
        if (!IsShown(subject, pods)) await ShowAsync(subject, pods, cancellation);
        return again;
    }

    private (Pods Pods, TimeSpan? Again) Decide(Observed subject)
    {
        var desired = subject.Number("spec", "replicas") ?? 1;
        var serving = Math.Min(subject.Number("status", "availableReplicas") ?? 0, desired);
        var newTemplate = ReplicaSetText.Serving(subject) != ReplicaSetText.NameOf(subject);
        var delay = Orders.DelayOf(subject);
        var left = delay - subject.Age;

        switch (Orders.FateOfDeployment(subject))
        {
            case WorkloadFate.Unavailable:
                return (new Pods(desired, newTemplate ? 0 : desired, 0, IsDone: false), null);
            case WorkloadFate.RolloutHangs when newTemplate:
                return (new Pods(desired, Math.Min(desired, 1), serving, IsDone: false), null);
            case WorkloadFate.Flaps:
                var period = delay > ShortestFlap ? delay : ShortestFlap;
                var up = clock.GetUtcNow().Ticks / period.Ticks % 2 == 0;
                return (new Pods(desired, desired, up ? desired : 0, IsDone: up), period);
            // What was done once stays done, however short the time for which this generation has been known.
            case WorkloadFate.Healthy or WorkloadFate.RolloutHangs when left <= TimeSpan.Zero || IsShown(subject, Done(desired)):
                return (Done(desired), null);
            case WorkloadFate.Healthy or WorkloadFate.RolloutHangs:
                var recreated = newTemplate && subject.Text("spec", "strategy", "type") == "Recreate";
                return (new Pods(desired, newTemplate ? 0 : desired, recreated ? 0 : serving, IsDone: false), left);
            case var unknown:
                throw new InvalidOperationException($"unknown fate {unknown}");
        }
    }

    private static bool IsShown(Observed subject, Pods pods) =>
        subject.Number("status", "observedGeneration") == subject.Generation
        && (subject.Number("status", "replicas") ?? 0) == pods.Desired
        && (subject.Number("status", "updatedReplicas") ?? 0) == pods.Updated
        && (subject.Number("status", "availableReplicas") ?? 0) == pods.Available
        && (string?)subject.Condition("Available")?["status"] == Word(IsEnough(subject, pods))
        && (string?)subject.Condition("Progressing")?["reason"] == Progress(pods);

    private Task<JsonObject> ShowAsync(Observed subject, Pods pods, CancellationToken cancellation)
    {
        var enough = IsEnough(subject, pods);
        return PatchAsync(subject, Status(subject), new JsonObject
        {
            ["status"] = new JsonObject
            {
                ["observedGeneration"] = subject.Generation,
                ["replicas"] = pods.Desired,
                ["updatedReplicas"] = pods.Updated,
                ["readyReplicas"] = pods.Available,
                ["availableReplicas"] = pods.Available,
                ["unavailableReplicas"] = pods.Desired - pods.Available,
                ["conditions"] = new JsonArray(
                    Condition(
                        subject, "Available", Word(enough), enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                        enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability."),
                    Condition(subject, "Progressing", "True", Progress(pods), ReplicaSetText.Describe(subject, pods.IsDone))),
            },
        }, cancellation);
    }

    private JsonObject Condition(Observed subject, string type, string status, string reason, string message)
    {
        var now = Times.Now(clock);
        var old = subject.Condition(type);
        var since = (string?)old?["status"] == status ? (string?)old?["lastTransitionTime"] : null;
        return new JsonObject
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["lastUpdateTime"] = now,
            ["lastTransitionTime"] = since ?? now,
        };
    }

    // The default tolerates a quarter, rounded down; Recreate tolerates none.
    private static bool IsEnough(Observed subject, Pods pods) =>
        pods.Available >= pods.Desired - (subject.Text("spec", "strategy", "type") == "Recreate" ? 0 : pods.Desired / 4);

    private static string Progress(Pods pods) => pods.IsDone ? "NewReplicaSetAvailable" : "ReplicaSetUpdated";

    private static string Word(bool value) => value ? "True" : "False";

    private static Pods Done(long desired) => new(desired, desired, desired, IsDone: true);

    private sealed record Pods(long Desired, long Updated, long Available, bool IsDone);
}
