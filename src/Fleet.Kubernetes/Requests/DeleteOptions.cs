namespace Fleet.Kubernetes.Requests;

/// <summary>How to delete.</summary>
/// <param name="Uid">Delete only this very object, not a successor of the same name.</param>
/// <param name="ResourceVersion">Delete only when it has not changed since.</param>
public sealed record DeleteOptions(string? Uid = null, string? ResourceVersion = null, DeletePropagation Propagation = DeletePropagation.Background)
{
    public static DeleteOptions Default { get; } = new();
}

/// <summary>What becomes of the objects it owns.</summary>
public enum DeletePropagation
{
    /// <summary>Collected afterwards.</summary>
    Background,

    /// <summary>Collected first.</summary>
    Foreground,

    /// <summary>Kept, without the owner reference.</summary>
    Orphan,
}
