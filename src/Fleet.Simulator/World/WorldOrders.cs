using System.Collections.Immutable;

namespace Fleet.Simulator.World;

/// <summary>What becomes of a Deployment's pods.</summary>
public enum WorkloadFate
{
    /// <summary>They become available after the delay.</summary>
    Healthy,

    /// <summary>None is ever available.</summary>
    Unavailable,

    /// <summary>Pods of a new template never become available; those of the old one go on serving.</summary>
    RolloutHangs,

    /// <summary>All are available and none is, in turn, changing every delay (at least half a second).</summary>
    Flaps,
}

/// <summary>What becomes of a Job.</summary>
public abstract record JobFate
{
    private JobFate() { }

    public sealed record Succeeds : JobFate;

    /// <summary>The condition <c>Failed</c> gets this message.</summary>
    public sealed record Fails(string Message) : JobFate;

    /// <summary>It stays active for ever.</summary>
    public sealed record Hangs : JobFate;
}

/// <summary>
/// Delays and failures to order. Thread-safe, and may be changed while the world plays: every object is looked at again. Subjects are
/// <c>name</c> or <c>namespace/name</c>, with <c>*</c> for any run of characters; the order given last wins.
/// </summary>
public sealed class WorldOrders
{
    private readonly Lock _lock = new();
    private ImmutableList<Order> _orders = [];
    private TimeSpan _delay = TimeSpan.Zero;
    private string? _certificates;

    /// <summary>Tells whose orders changed; null for everybody's.</summary>
    internal event Action<string?>? Changed;

    /// <summary>How long everything takes: pods, Jobs, buckets, routers, volumes. Default 0; never negative.</summary>
    public TimeSpan Delay
    {
        get
        {
            lock (_lock) return _delay;
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            Change(null, () => _delay = value);
        }
    }

    /// <summary>
    /// Text from which injected CA bundles are made; another text rotates them. Null, the default, injects nothing.
    /// </summary>
    public string? Certificates
    {
        get
        {
            lock (_lock) return _certificates;
        }
        set => Change(null, () => _certificates = value);
    }

    /// <summary>Overrides <see cref="Delay"/> for one subject of any kind.</summary>
    public void SlowDown(string subject, TimeSpan delay) => Add(new Order.Slow(subject, delay));

    public void Deployment(string subject, WorkloadFate fate) => Add(new Order.Workload(subject, fate));

    public void Job(string subject, JobFate fate) => Add(new Order.Job(subject, fate));

    /// <summary>The router refuses the Route: <c>Admitted</c> False with this message. Null admits it again.</summary>
    public void RejectRoute(string subject, string? message = "the host is claimed by another Route") => Add(new Order.Route(subject, message));

    /// <summary>The provisioner leaves the ObjectBucketClaim pending, until <paramref name="withhold"/> is false.</summary>
    public void WithholdBucket(string subject, bool withhold = true) => Add(new Order.Bucket(subject, withhold));

    /// <summary>The volume claim stays pending, until <paramref name="withhold"/> is false.</summary>
    public void WithholdVolume(string subject, bool withhold = true) => Add(new Order.Volume(subject, withhold));

    internal TimeSpan DelayOf(Observed subject) => Last<Order.Slow>(subject)?.Delay ?? Delay;

    internal WorkloadFate FateOfDeployment(Observed subject) => Last<Order.Workload>(subject)?.Fate ?? WorkloadFate.Healthy;

    internal JobFate FateOfJob(Observed subject) => Last<Order.Job>(subject)?.Fate ?? new JobFate.Succeeds();

    internal string? RejectionOf(Observed subject) => Last<Order.Route>(subject)?.Message;

    internal bool IsBucketWithheld(Observed subject) => Last<Order.Bucket>(subject)?.Withhold ?? false;

    internal bool IsVolumeWithheld(Observed subject) => Last<Order.Volume>(subject)?.Withhold ?? false;

    private T? Last<T>(Observed subject) where T : Order
    {
        lock (_lock) return _orders.OfType<T>().LastOrDefault(order => order.Concerns(subject));
    }

    // One order a subject and kind, so that orders given again and again do not pile up.
    private void Add(Order order) => Change(
        order.Subject,
        () => _orders = _orders.RemoveAll(known => known.Subject == order.Subject && known.GetType() == order.GetType()).Add(order));

    private void Change(string? subject, Action change)
    {
        lock (_lock) change();
        Changed?.Invoke(subject);
    }

    private abstract record Order(string Subject)
    {
        public bool Concerns(Observed subject) =>
            Glob.Matches(Subject, Subject.Contains('/', StringComparison.Ordinal) ? $"{subject.Namespace}/{subject.Name}" : subject.Name);

        public sealed record Slow(string Subject, TimeSpan Delay) : Order(Subject);

        public sealed record Workload(string Subject, WorkloadFate Fate) : Order(Subject);

        public sealed record Job(string Subject, JobFate Fate) : Order(Subject);

        public sealed record Route(string Subject, string? Message) : Order(Subject);

        public sealed record Bucket(string Subject, bool Withhold) : Order(Subject);

        public sealed record Volume(string Subject, bool Withhold) : Order(Subject);
    }
}
