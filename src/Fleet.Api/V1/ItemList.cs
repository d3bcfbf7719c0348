namespace Fleet.Api.V1;

/// <summary>A page of a list.</summary>
/// <param name="Items">In the order of their keys.</param>
/// <param name="Continue">Pass it as <c>continue</c> for the next page; null on the last one.</param>
/// <param name="Total">How many match, on all pages.</param>
public sealed record ItemList<T>(IReadOnlyList<T> Items, string? Continue, int Total);
