using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What a component knows of its objects: what was applied, and what the watch shows. Immutable; each observation gives a new ledger.
/// </summary>
/// <param name="Complete">The watch has shown everything that exists.</param>
public sealed record ComponentLedger(
    ImmutableDictionary<ObjectKey, AppliedRecord> Applied,
    ImmutableDictionary<ObjectKey, ObservedObject> Observed,
    bool Complete)
{
    private const int DigestLength = 16;

    public static ComponentLedger Empty { get; } =
        new(ImmutableDictionary<ObjectKey, AppliedRecord>.Empty, ImmutableDictionary<ObjectKey, ObservedObject>.Empty, false);

    /// <summary>A watch session begins: nothing of the one before counts as seen.</summary>
    public ComponentLedger NewSession() => this with { Observed = ImmutableDictionary<ObjectKey, ObservedObject>.Empty, Complete = false };

    public ComponentLedger Upsert(ObservedObject observed) =>
        Observed.TryGetValue(observed.Key, out var known) && IsOlder(observed, known) ? this : this with { Observed = Observed.SetItem(observed.Key, observed), Applied = Joined(observed) };

    /// <summary>Removes the object, unless another one of its name has been seen since.</summary>
    public ComponentLedger Delete(ObjectKey key, string uid) =>
        Observed.TryGetValue(key, out var known) && known.Uid == uid ? this with { Observed = Observed.Remove(key) } : this;

    /// <summary>
    /// What of an observation the in-cluster operator wrote since the one before; null when it wrote nothing. A watch may be behind what an answer
    /// told: that the operator's fields were taken over meanwhile does not make them new.
    /// </summary>
    public string? ForeignWrite(ObservedObject observed) =>
        Observed.TryGetValue(observed.Key, out var known) && !IsOlder(observed, known) && observed.OperatorWrite is { } at && at != known.OperatorWrite
            ? $"the in-cluster operator wrote {observed.Key} at {at:yyyy-MM-dd HH:mm:ss}Z"
            : null;

    /// <summary>Forgets what was applied of objects that are no longer rendered: nobody misses them when they go.</summary>
    public ComponentLedger Retain(IReadOnlySet<ObjectKey> current) =>
        Applied.Keys.All(current.Contains) ? this : this with { Applied = Applied.RemoveRange(Applied.Keys.Where(key => !current.Contains(key))) };

    /// <summary>Records the API server's answer to an apply, which is also an observation.</summary>
    public ComponentLedger Record(string hash, ObservedObject answer) =>
        Upsert(answer) with
        {
            Applied = Applied.SetItem(
                answer.Key, new AppliedRecord(answer.Key, hash, answer.Uid, answer.ResourceVersion, answer.Fingerprint)),
        };

    /// <summary>Whether a released object has to be sent: it is new, its content differs, or the one on the cluster is not what we left.</summary>
    public bool NeedsApply(ObjectKey key, string hash) =>
        !Applied.TryGetValue(key, out var applied) || applied.Hash != hash || DriftOf(applied) != DriftState.None;

    /// <summary>The first drifted object in the order of names, as text for people; null when there is none.</summary>
    /// <param name="ignoring">Objects with an apply under way.</param>
    public string? DescribeDrift(Func<ObjectKey, bool> ignoring) =>
        Applied.Values
            .Where(applied => !ignoring(applied.Key))
            .Select(applied => (applied.Key, State: DriftOf(applied)))
            .Where(entry => entry.State != DriftState.None)
            .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
            .Select(entry => entry.State == DriftState.Missing ? $"{entry.Key} is missing" : $"{entry.Key} was changed{(Observed.GetValueOrDefault(entry.Key)?.Writer is { } writer ? $" by {writer}" : "")}")
            .FirstOrDefault();

    /// <summary>128 bits that tell what was applied: the same names and hashes, the same digest.</summary>
    public string AppliedDigest()
    {
        var lines = Applied.Values.Select(applied => $"{applied.Key} {applied.Hash}").Order(StringComparer.Ordinal);
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))).AsSpan(0, DigestLength));
    }

    /// <summary>What was applied and is stored has the same texts as what is observed, half a million of each in a large fleet: they are held once.</summary>
    private ImmutableDictionary<ObjectKey, AppliedRecord> Joined(ObservedObject observed) =>
        Applied.TryGetValue(observed.Key, out var applied) && applied.Uid == observed.Uid && !ReferenceEquals(applied.Uid, observed.Uid)
            // An equal value would not be put in the other's place.
            ? Applied.Remove(observed.Key).Add(observed.Key, applied.JoinedWith(observed))
            : Applied;

    private static bool IsOlder(ObservedObject observed, ObservedObject known) =>
        known.Uid == observed.Uid && Drift.IsOlder(observed.ResourceVersion, known.ResourceVersion);

    private DriftState DriftOf(AppliedRecord applied) => Drift.Classify(applied, Observed.GetValueOrDefault(applied.Key), Complete);
}
