namespace Fleet.Simulator.Apply;

/// <summary>A field that another manager owns with another value.</summary>
/// <param name="Owner">Of the field.</param>
/// <param name="Field">Its path, such as <c>.spec.replicas</c>; the cause's field.</param>
public sealed record FieldConflict(ManagerIdentity Owner, string Field)
{
    /// <summary>The cause's message; its reason is <c>FieldManagerConflict</c>.</summary>
    public string Message => $"conflict with {Owner.Printed}";
}
