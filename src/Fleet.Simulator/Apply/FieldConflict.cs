namespace Fleet.Simulator.Apply;

/// <summary>A field that another manager owns with another value.</summary>
/// <param name="Owner">As the server prints it: <c>"x" using v1</c> for who updated, <c>"x"</c> for who applied.</param>
/// <param name="Field">Its path, such as <c>.spec.replicas</c>; the cause's field.</param>
public sealed record FieldConflict(string Owner, string Field)
{
    /// <summary>The cause's message; its reason is <c>FieldManagerConflict</c>.</summary>
    public string Message => $"conflict with {Owner}";
}
