namespace Fleet.Simulator.Store;

/// <summary>One change of a cluster. At least one side is there.</summary>
/// <param name="Before">Null for what was created.</param>
/// <param name="After">For what was deleted null.</param>
/// <param name="Last">For what was deleted: its last content, at the version of the deletion.</param>
public sealed record ClusterEvent(long Version, string Resource, StoredObject? Before, StoredObject? After, StoredObject? Last)
{
    public ObjectName Name => (After ?? Before)!.Name;
}
