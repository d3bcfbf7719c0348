using System.Text.Json.Nodes;

namespace Fleet.Simulator.World.Actors;

/// <summary>
/// Plays one controller. It is shown an object, freshly read, whenever the object or one of its name that it follows changed, orders changed,
/// or the time it asked for has come, and has to reach the right end from whatever it is shown: it remembers nothing.
/// </summary>
internal abstract class Actor(IWorldCluster cluster, WorldOrders orders)
{
    public abstract Resource Watches { get; }

    /// <summary>Objects whose changes concern the watched one of the same name; null for none.</summary>
    public virtual Resource? Follows => null;

    protected IWorldCluster Cluster { get; } = cluster;

    protected WorldOrders Orders { get; } = orders;

    /// <summary>Does what is due.</summary>
    /// <returns>When to look again although nothing happened; null when only a change matters.</returns>
    public abstract Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation);

    /// <summary>
    /// Merge patch of the object, or a part of it, unless it changed since it was read: what was decided for an older state would undo newer things.
    /// </summary>
    protected Task<JsonObject> PatchAsync(Observed subject, string path, JsonObject patch, CancellationToken cancellation)
    {
        patch["metadata"] = new JsonObject { ["resourceVersion"] = subject.Text("metadata", "resourceVersion") };
        return Cluster.PatchAsync(path, patch, cancellation);
    }

    protected string Item(Observed subject) => Watches.Item(subject.Namespace, subject.Name);

    protected string Status(Observed subject) => Item(subject) + "/status";
}
