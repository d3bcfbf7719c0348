using System.Globalization;
using Fleet.Domain.Quay.Components;

namespace Fleet.Domain.Reconciliation;

/// <summary>What is known of an object that we applied.</summary>
/// <param name="Hash">Keyed hash of the body that was applied.</param>
/// <param name="Fingerprint">Fingerprint of the API server's answer.</param>
public sealed record AppliedRecord(ObjectKey Key, Hash128 Hash, string Uid, string ResourceVersion, Hash128? Fingerprint) : IOfObject
{
    /// <summary>The same, with the observation's texts where they are equal.</summary>
    public AppliedRecord JoinedWith(ObservedObject observed) => this with
    {
        Uid = Uid == observed.Uid ? observed.Uid : Uid,
        ResourceVersion = ResourceVersion == observed.ResourceVersion ? observed.ResourceVersion : ResourceVersion,
    };
}

/// <summary>Whether an object still is what our last apply left.</summary>
public enum DriftState
{
    /// <summary>It is, or nothing was applied, or the watch has not shown it yet.</summary>
    None,

    /// <summary>It was applied and is not there.</summary>
    Missing,

    /// <summary>Somebody changed a field of ours.</summary>
    Changed,
}

/// <summary>Detects drift by comparing the watch with the answer to the last apply.</summary>
public static class Drift
{
    /// <param name="complete">The watch has shown everything that exists, so that absence means absence.</param>
    public static DriftState Classify(AppliedRecord? applied, ObservedObject? observed, bool complete)
    {
        if (applied is null) return DriftState.None;
        if (observed is null) return complete ? DriftState.Missing : DriftState.None;
        // Registries of one name share it, and whoever wrote it last is right.
        if (applied.Key.Namespace == GrafanaDashboard.Namespace) return DriftState.None;
        // An object that is going away takes no apply; its deletion event follows.
        if (observed.Deleting || IsOlder(observed.ResourceVersion, applied.ResourceVersion)) return DriftState.None;
        if (observed.Uid != applied.Uid) return DriftState.Changed;
        // A server that does not tell who owns what leaves only the version, and with it false alarms.
        var same = applied.Fingerprint is { } fingerprint ? fingerprint == observed.Fingerprint : applied.ResourceVersion == observed.ResourceVersion;
        return same ? DriftState.None : DriftState.Changed;
    }

    /// <summary>
    /// Whether the first version is known to be the older one. Versions of one API server are etcd revisions; where they are no numbers,
    /// nothing is known.
    /// </summary>
    public static bool IsOlder(string version, string than) =>
        ulong.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var a)
        && ulong.TryParse(than, NumberStyles.None, CultureInfo.InvariantCulture, out var b)
        && a < b;
}
