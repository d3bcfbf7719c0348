using System.Security.Cryptography;
using System.Text;

namespace Fleet.Domain.Reconciliation;

/// <summary>
/// What a component knows of its objects: what was applied, and what the watch shows. Immutable; each observation gives a new ledger.
/// </summary>
/// <param name="Complete">The watch has shown everything that exists.</param>
public sealed record ComponentLedger(
    ObjectTable<AppliedRecord> Applied,
    ObjectTable<ObservedObject> Observed,
    bool Complete)
{
    public static ComponentLedger Empty { get; } = new(default, default, false);

    /// <summary>A watch session begins: nothing of the one before counts as seen.</summary>
    public ComponentLedger NewSession() => this with { Observed = default, Complete = false };

    public ComponentLedger Upsert(ObservedObject observed) =>
        Observed[observed.Key] is { } known && IsOlder(observed, known) ? this : this with { Observed = Observed.With(observed), Applied = Joined(observed) };

    /// <summary>Removes the object, unless another one of its name has been seen since.</summary>
    public ComponentLedger Delete(ObjectKey key, string uid) =>
        Observed[key]?.Uid == uid ? this with { Observed = Observed.Without(key) } : this;

    /// <summary>
    /// What of an observation the in-cluster operator wrote since the one before; null when it wrote nothing. A watch may be behind what an answer
    /// told: that the operator's fields were taken over meanwhile does not make them new.
    /// </summary>
    public string? ForeignWrite(ObservedObject observed) =>
        Observed[observed.Key] is { } known && !IsOlder(observed, known) && observed.OperatorWrite is { } at && at != known.OperatorWrite
            ? $"the in-cluster operator wrote {observed.Key} at {at:yyyy-MM-dd HH:mm:ss}Z"
            : null;

    /// <summary>Forgets what was applied of objects that are no longer rendered: nobody misses them when they go.</summary>
    public ComponentLedger Retain(IReadOnlySet<ObjectKey> current) =>
        Applied.Items.All(applied => current.Contains(applied.Key))
            ? this
            : this with { Applied = new([.. Applied.Items.Where(applied => current.Contains(applied.Key))]) };

    /// <summary>Records the API server's answer to an apply, which is also an observation.</summary>
    public ComponentLedger Record(Hash128 hash, ObservedObject answer) =>
        Upsert(answer) with { Applied = Applied.With(new AppliedRecord(answer.Key, hash, answer.Uid, answer.ResourceVersion, answer.Fingerprint)) };

    /// <summary>Whether a released object has to be sent: it is new, its content differs, or the one on the cluster is not what we left.</summary>
    public bool NeedsApply(ObjectKey key, Hash128 hash) =>
        Applied[key] is not { } applied || applied.Hash != hash || DriftOf(applied) != DriftState.None;

    /// <summary>The first drifted object in the order of names, as text for people; null when there is none.</summary>
    /// <param name="ignoring">Objects with an apply under way.</param>
    public string? DescribeDrift(Func<ObjectKey, bool> ignoring) =>
        Applied.Items
            .Where(applied => !ignoring(applied.Key))
            .Select(applied => (applied.Key, State: DriftOf(applied)))
            .Where(entry => entry.State != DriftState.None)
            .OrderBy(entry => entry.Key.ToString(), StringComparer.Ordinal)
            .Select(entry => entry.State == DriftState.Missing ? $"{entry.Key} is missing" : $"{entry.Key} was changed{(Observed[entry.Key]?.Writer is { } writer ? $" by {writer}" : "")}")
            .FirstOrDefault();

    /// <summary>Tells what was applied: the same names and hashes, the same digest.</summary>
    public string AppliedDigest()
    {
        var lines = Applied.Items.Select(applied => $"{applied.Key} {applied.Hash}").Order(StringComparer.Ordinal);
        return new Hash128(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)))).ToString();
    }

    /// <summary>What was applied and is stored has the same texts as what is observed, half a million of each in a large fleet: they are held once.</summary>
    private ObjectTable<AppliedRecord> Joined(ObservedObject observed) =>
        Applied[observed.Key] is { } applied && applied.Uid == observed.Uid && !ReferenceEquals(applied.Uid, observed.Uid)
            ? Applied.With(applied.JoinedWith(observed))
            : Applied;

    private static bool IsOlder(ObservedObject observed, ObservedObject known) =>
        known.Uid == observed.Uid && Drift.IsOlder(observed.ResourceVersion, known.ResourceVersion);

    private DriftState DriftOf(AppliedRecord applied) => Drift.Classify(applied, Observed[applied.Key], Complete);
}
