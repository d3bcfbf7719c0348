namespace Fleet.World.Actors;

/// <summary>
/// Plays one controller. It is shown an object whenever the object changed, orders changed, or the time it asked for has come, and has to
/// reach the right end from whatever it is shown.
/// </summary>
internal abstract class Actor(ClusterApi api, WorldOrders orders)
{
    public abstract Resource Watches { get; }

    protected ClusterApi Api { get; } = api;

    protected WorldOrders Orders { get; } = orders;

    /// <summary>Does what is due.</summary>
    /// <returns>When to look again although nothing happened; null when only a change matters.</returns>
    public abstract Task<TimeSpan?> PlayAsync(Observed subject, CancellationToken cancellation);

    protected string Item(Observed subject) => Watches.Item(subject.Namespace, subject.Name);

    protected string Status(Observed subject) => Item(subject) + "/status";
}
