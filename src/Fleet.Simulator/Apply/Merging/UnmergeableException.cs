namespace Fleet.Simulator.Apply.Merging;

/// <summary>A document does not have the shape of its kind, so that nobody can say what to merge.</summary>
internal sealed class UnmergeableException(string message) : Exception(message);
