using System.Globalization;
using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Domain.Quay;
using Fleet.Domain.Status;
using Fleet.Gateway.Reading;

namespace Fleet.Gateway.Querying;

/// <summary>
/// The order of a list of registries: by a field, and by their keys where it is the same. A continue token holds the place of the last one
/// seen in that order, so pages stay stable while registries come and go; one whose field changes moves, and may be seen twice or not at all.
/// </summary>
internal sealed class RegistrySort : IComparer<RegistrySort.Place>
{
    public static readonly (string Name, string Type, string Description) Parameter =
        ("sort", "string", "cluster (default), namespace, name, currentVersion, targetVersion, available, freshness or observedAt; with '-' in front descending.");

    // Texts that compare byte by byte as their values do.
    private static readonly (string Name, Func<RegistryReading, string> Value)[] Fields =
    [
        ("cluster", registry => registry.Summary.Key.Cluster.ToString()),
        ("namespace", registry => registry.Summary.Key.Namespace),
        ("name", registry => registry.Summary.Key.Name),
        ("currentVersion", registry => Version(registry.Summary.CurrentVersion)),
        ("targetVersion", registry => Version(registry.Summary.TargetVersion)),
        ("available", registry => registry.Summary.Available ? "1" : "0"),
        ("freshness", registry => registry.Freshness.ToString()),
        ("observedAt", registry => registry.Summary.ObservedAt.UtcTicks.ToString("d19", CultureInfo.InvariantCulture)),
    ];

    private readonly string _name;
    private readonly Func<RegistryReading, string> _value;
    private readonly bool _descending;

    private RegistrySort(string name, Func<RegistryReading, string> value, bool descending) => (_name, _value, _descending) = (name, value, descending);

    /// <summary>A registry's place in the order.</summary>
    public readonly record struct Place(string Value, RegistryKey Key);

    public static RegistrySort Read(QueryReader query)
    {
        var text = query.Text("sort") ?? Fields[0].Name;
        var (name, descending) = text.StartsWith('-') ? (text[1..], true) : (text, false);
        var field = Array.Find(Fields, field => field.Name == name);
        if (field.Name is null) query.Fault("sort", $"'{text}' is no field to sort by: use {string.Join(", ", Fields.Select(known => known.Name))}, with '-' in front for descending.");
        return field.Name is null ? new RegistrySort(Fields[0].Name, Fields[0].Value, descending: false) : new RegistrySort(name, field.Value, descending);
    }

    public int Compare(Place x, Place y)
    {
        var byValue = string.CompareOrdinal(x.Value, y.Value);
        if (byValue == 0) byValue = KeyOrder.Instance.Compare(x.Key, y.Key);
        return _descending ? -byValue : byValue;
    }

    /// <summary>The page of what matches, in this order.</summary>
    public ItemList<TWire> Page<TWire>(Page page, QueryReader query, IReadOnlyCollection<RegistryReading> matching, Func<RegistryReading, TWire> toWire)
    {
        Place? after = null;
        if (page.After is { } token && (after = TokenOf(token)) is null)
            query.Fault("continue", "The continue token is of another list, or of another order: pass the one of the page before unchanged with the same sort, or none to start over.");
        return page.Of(
            // Lists come in the order of their keys, which is that of the default: ten thousand need not be sorted for each page.
            Order == Fields[0].Name ? matching : matching.OrderBy(PlaceOf, this).ToList(),
            registry => JsonSerializer.Serialize<string[]>([Order, _value(registry), registry.Summary.Key.ToString()]),
            (registry, _) => after is not { } last || Compare(PlaceOf(registry), last) > 0,
            toWire);
    }

    private string Order => (_descending ? "-" : "") + _name;

    private Place PlaceOf(RegistryReading registry) => new(_value(registry), registry.Summary.Key);

    private Place? TokenOf(string token)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(token) is [var order, { } value, var key] && order == Order && RegistryKey.TryParse(key, null, out var last)
                ? new Place(value, last)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // 3.10.0 comes after 3.9.1; none before all.
    private static string Version(string? version) => version is null
        ? ""
        : string.Join('.', version.Split('.').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number.ToString("d6", CultureInfo.InvariantCulture) : part));
}
