namespace Fleet.Simulator.Apply;

/// <summary>Who writes, and when, as managedFields will tell it.</summary>
/// <param name="Manager">The field manager, at most 128 characters.</param>
/// <param name="ApiVersion">Of the body sent, such as <c>apps/v1</c>.</param>
/// <param name="Subresource">Such as <c>status</c>; null for the object itself.</param>
/// <param name="Now">Kept to the second, as the server does.</param>
public sealed record WriteContext(string Manager, string ApiVersion, string? Subresource, DateTimeOffset Now)
{
    internal DateTimeOffset Second => new(Now.UtcTicks - (Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
}
