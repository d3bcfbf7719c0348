using System.Text.Json.Nodes;

namespace Fleet.Simulator.World;

/// <summary>An object that an actor has to look at.</summary>
/// <param name="Actor">Which of the world's actors.</param>
internal readonly record struct WorkKey(int Actor, string Namespace, string Name);

/// <summary>
/// What is due, and when: one entry an object at most, and none for objects at rest. Thread-safe; times are timestamps of the clock.
/// </summary>
internal sealed class WorkList(TimeProvider clock)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<WorkKey, Work> _work = [];

    /// <summary>Nothing is due, now or later.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_lock) return _work.Count == 0;
        }
    }

    /// <summary>Makes the object due at once; the time its generation has been known counts on.</summary>
    /// <param name="shown">The object as it just became; null when it has to be read.</param>
    public void Touch(WorkKey key, JsonObject? shown = null)
    {
        var now = clock.GetTimestamp();
        lock (_lock)
            _work[key] = _work.TryGetValue(key, out var known)
                ? known with { Due = now, Touched = true, Shown = shown ?? (known.Touched ? known.Shown : null) }
                : new Work("", 0, now, now, Touched: true, shown);
    }

    /// <summary>Takes an object that is due; it is not given out again before it is <see cref="Settle">settled</see>.</summary>
    /// <param name="shown">The object, when it was shown since it was last looked at.</param>
    /// <param name="wait">When nothing is due: until something is; null when nothing ever will be.</param>
    public bool TryTake(out WorkKey taken, out JsonObject? shown, out TimeSpan? wait)
    {
        var next = long.MaxValue;
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            foreach (var (key, work) in _work)
            {
                if (work.Due > now || work.IsOut)
                {
                    if (!work.IsOut) next = Math.Min(next, work.Due);
                    continue;
                }
                (taken, shown, wait) = (key, work.Shown, null);
                _work[key] = work with { Due = long.MaxValue, Touched = false, Shown = null, IsOut = true };
                return true;
            }
            (taken, shown, wait) = (default, null, next == long.MaxValue ? null : clock.GetElapsedTime(now, next));
            return false;
        }
    }

    /// <summary>How long this generation of the object has been known, which begins now when it was not.</summary>
    public TimeSpan AgeOf(WorkKey key, string uid, long generation)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            if (!_work.TryGetValue(key, out var work)) return TimeSpan.Zero;
            if (work.Uid != uid || work.Generation != generation) _work[key] = work = work with { Uid = uid, Generation = generation, Since = now };
            return clock.GetElapsedTime(work.Since, now);
        }
    }

    /// <summary>Ends a look at an object: due again after some time, or forgotten until it changes.</summary>
    public void Settle(WorkKey key, TimeSpan? after)
    {
        lock (_lock)
        {
            if (!_work.TryGetValue(key, out var work)) return;
            if (work.Touched) _work[key] = work with { IsOut = false };
            else if (after is { } time) _work[key] = work with { Due = clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency), IsOut = false };
            else _work.Remove(key);
        }
    }

    /// <param name="Touched">The object changed since it was last given out.</param>
    /// <param name="IsOut">It is being looked at.</param>
    private readonly record struct Work(string Uid, long Generation, long Since, long Due, bool Touched, JsonObject? Shown = null, bool IsOut = false);
}
