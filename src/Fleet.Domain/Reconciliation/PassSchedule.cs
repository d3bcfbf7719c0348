namespace Fleet.Domain.Reconciliation;

/// <summary>
/// When the next pass over a registry starts: one at a time, again when something changed meanwhile, and with growing pauses while passes
/// fail or what they repair is undone each time. Immutable.
/// </summary>
/// <param name="Wanted">Counts the reasons for a pass.</param>
/// <param name="Covered">The reasons that the running or last pass knew of.</param>
/// <param name="Running">Epoch of the running pass; null when none runs.</param>
/// <param name="Failures">Passes in a row that could not be carried out.</param>
/// <param name="Repairs">Passes in a row, shortly after one another, that only repaired drift.</param>
/// <param name="NotBefore">No pass starts earlier.</param>
/// <param name="Repaired">What the last repair was to put right, for people; null before the first.</param>
/// <param name="Again">When a pass starts though nothing asks for one; null for never.</param>
public sealed record PassSchedule(
    long Wanted = 0,
    long Covered = 0,
    long? Running = null,
    int Failures = 0,
    int Repairs = 0,
    DateTimeOffset NotBefore = default,
    DateTimeOffset LastRepair = default,
    DateTimeOffset? Again = null,
    string? Repaired = null)
{
    /// <summary>Repairs closer together than this are taken for a contest with another writer.</summary>
    private static readonly TimeSpan ContestWindow = TimeSpan.FromSeconds(30);

    /// <summary>Repairs that start at once, however close together they are.</summary>
    private const int FreeRepairs = 5;

    /// <summary>Changes come in flocks (a bucket, two databases): those within this time are taken together.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(25);

    /// <summary>
    /// Until when somebody counts as undoing the repairs as fast as they are made: for a while after the last one was due, however long that was put
    /// off. Null when nobody does.
    /// </summary>
    public DateTimeOffset? ContestedUntil => Repairs > FreeRepairs ? Later(LastRepair, NotBefore) + ContestWindow : null;

    public bool IsContested(DateTimeOffset now) => ContestedUntil > now;

    public PassSchedule Want() => this with { Wanted = Wanted + 1 };

    /// <summary>Wants a pass a moment from now, for whatever else is changing at the same time.</summary>
    public PassSchedule WantSoon(DateTimeOffset now) => this with { Wanted = Wanted + 1, NotBefore = Later(NotBefore, now + Gathering) };

    /// <summary>Something asks for a pass.</summary>
    public bool IsWanted => Wanted > Covered;

    /// <summary>Wants a pass that repairs drift; many in a short time are spaced out.</summary>
    /// <param name="what">The drift, for people.</param>
    public PassSchedule WantRepair(DateTimeOffset now, string? what = null)
    {
        if (IsWanted) return this;
        // Counted from when the last repair was due: a pause that outlasts the window would otherwise end the contest that it was made for.
        var repairs = now - Later(LastRepair, NotBefore) < ContestWindow ? Repairs + 1 : 1;
        var pause = Backoff.Passes.After(repairs - FreeRepairs);
        return this with { Wanted = Wanted + 1, Repairs = repairs, LastRepair = now, NotBefore = Later(NotBefore, now + pause), Repaired = what };
    }

    /// <summary>When a pass is due; null when none is, or one is running.</summary>
    public DateTimeOffset? DueAt => Running is not null ? null : IsWanted ? NotBefore : Again;

    public bool IsDue(DateTimeOffset now) => DueAt <= now;

    public PassSchedule Start(long epoch) => this with { Running = epoch, Covered = Wanted, Again = null };

    /// <summary>The pass was carried out; what it found is another matter.</summary>
    public PassSchedule Finish() => this with { Running = null, Failures = 0 };

    /// <summary>The pass could not be carried out: wanted again, after a pause.</summary>
    public PassSchedule Fail(DateTimeOffset now, double jitter) =>
        this with
        {
            Running = null,
            Failures = Failures + 1,
            Wanted = Wanted + 1,
            NotBefore = now + Backoff.Passes.After(Failures + 1, jitter),
        };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
