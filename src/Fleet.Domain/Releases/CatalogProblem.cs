using System.Globalization;
using System.Text.Json.Serialization;

namespace Fleet.Domain.Releases;

/// <summary>Why a catalog is not imported.</summary>
/// <param name="Source">The file, or what stands for it.</param>
/// <param name="Line">Counted from 1; null for what stands nowhere.</param>
/// <param name="What">Names the entry and the value.</param>
public sealed record CatalogProblem(string Source, int? Line, string What, string Remedy)
{
    [JsonIgnore]
    public string Message => string.Create(CultureInfo.InvariantCulture, $"{Source}{(Line is { } line ? $":{line}" : "")}: {What}: {Remedy}.");
}
