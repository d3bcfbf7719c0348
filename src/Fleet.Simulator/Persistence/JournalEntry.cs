namespace Fleet.Simulator.Persistence;

/// <summary>What a cluster's object differs from the image in.</summary>
/// <param name="Key">Identifies the object within its cluster; the store's own form.</param>
/// <param name="Version">The resourceVersion of the change.</param>
/// <param name="Body">The object as UTF-8 JSON; null for a tombstone.</param>
internal sealed record JournalEntry(string Key, long Version, ReadOnlyMemory<byte>? Body);
