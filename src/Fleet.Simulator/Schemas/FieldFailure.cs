namespace Fleet.Simulator.Schemas;

/// <summary>What is wrong with one field, as an API server lists it among the causes of a refusal.</summary>
/// <param name="Field">For example <c>spec.components.managed</c>.</param>
/// <param name="Reason">For example <c>FieldValueRequired</c>.</param>
internal sealed record FieldFailure(string Field, string Reason, string Message);
