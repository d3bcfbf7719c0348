using Fleet.Domain.Quay;

namespace Fleet.Domain.Status;

/// <summary>What a component's own objects say, before the components it depends on are considered.</summary>
/// <param name="Status"><c>True</c>, <c>False</c>, or <c>Unknown</c> while something that has to be looked at has not been seen.</param>
public sealed record ComponentVerdict(ComponentKind Kind, string Status, string Reason, string Message)
{
    public bool IsTrue => Status == Condition.True;

    /// <summary>False while the verdict is <c>Unknown</c>; such a verdict is never written to a registry.</summary>
    public bool IsDetermined => Status != Condition.Unknown;

    public static ComponentVerdict Ready(ComponentKind kind, string message) =>
        new(kind, Condition.True, ConditionReasons.ComponentReady, message);

    public static ComponentVerdict NotReady(ComponentKind kind, string message) =>
        new(kind, Condition.False, ConditionReasons.ComponentNotReady, message);

    public static ComponentVerdict NotManaged(ComponentKind kind, string message) =>
        new(kind, Condition.True, ConditionReasons.ComponentNotManaged, message);

    /// <summary>Nothing can be said yet: <paramref name="what"/> has not been observed.</summary>
    public static ComponentVerdict Undetermined(ComponentKind kind, string what) =>
        new(kind, Condition.Unknown, "NotObserved", $"{what} has not been observed yet");
}
