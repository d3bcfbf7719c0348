using System.Collections.Immutable;
using Fleet.Domain.Status;

namespace Fleet.Kubernetes.Watching;

/// <summary>How a watch stands.</summary>
public enum TargetCondition
{
    /// <summary>Nothing has answered yet.</summary>
    Starting,

    /// <summary>The last attempt succeeded.</summary>
    Live,

    /// <summary>No answer, or the server fails.</summary>
    Unreachable,

    /// <summary>The credentials are refused.</summary>
    Unauthorised,

    /// <summary>The account may not list or watch this.</summary>
    Forbidden,

    /// <summary>The kind is not served; comes alive when its CRD is installed.</summary>
    NotServed,

    /// <summary>The server refuses the request itself, for instance its label selector.</summary>
    Rejected,
}

/// <param name="LastSign">Last byte or opened watch; null before the first.</param>
/// <param name="Synced">The first list is complete.</param>
/// <param name="Error">Why it is not live; null when it is.</param>
public sealed record TargetHealth(TargetCondition Condition, DateTimeOffset? LastSign, bool Synced, string? Error)
{
    public static TargetHealth Starting { get; } = new(TargetCondition.Starting, null, false, null);

    /// <param name="staleAfter">Longer than <see cref="WatchOptions.IdleLimit"/>, since a quiet watch gives no sign for that long.</param>
    public Freshness FreshnessAt(DateTimeOffset now, TimeSpan staleAfter) => Condition switch
    {
        TargetCondition.Unauthorised or TargetCondition.Forbidden => Freshness.Unauthorised,
        TargetCondition.Unreachable => Freshness.Unreachable,
        TargetCondition.Live when Synced && LastSign is { } sign && now - sign <= staleAfter => Freshness.Live,
        _ => Freshness.Stale,
    };
}

/// <summary>A snapshot of all targets.</summary>
public sealed record WatchHealth(IReadOnlyDictionary<WatchTarget, TargetHealth> Targets)
{
    private static readonly Freshness[] FromBest = [Freshness.Live, Freshness.Stale, Freshness.Unreachable, Freshness.Unauthorised];

    public static WatchHealth Empty { get; } = new(ImmutableDictionary<WatchTarget, TargetHealth>.Empty);

    /// <summary>The worst of the targets' freshness; kinds that are not served do not count. Stale without any.</summary>
    public Freshness FreshnessAt(DateTimeOffset now, TimeSpan staleAfter)
    {
        var served = Targets.Values.Where(health => health.Condition != TargetCondition.NotServed).Select(health => health.FreshnessAt(now, staleAfter));
        return served.DefaultIfEmpty(Freshness.Stale).MaxBy(freshness => Array.IndexOf(FromBest, freshness));
    }
}
