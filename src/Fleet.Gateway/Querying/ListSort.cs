using System.Text.Json;
using Fleet.Api.V1;

namespace Fleet.Gateway.Querying;

/// <summary>
/// The order of a list: by a field, and by keys where it is the same. A continue token holds the place of the last item seen in that order, so pages
/// stay stable while items come and go; one whose field changes moves, and may be seen twice or not at all.
/// </summary>
internal sealed class ListSort<T> : IComparer<ListSort<T>.Place>
{
    private readonly SortField<T>[] _fields;
    private readonly Func<T, string> _key;
    private readonly SortField<T> _field;
    private readonly bool _descending;

    private ListSort(SortField<T>[] fields, Func<T, string> key, SortField<T> field, bool descending) => (_fields, _key, _field, _descending) = (fields, key, field, descending);

    /// <summary>An item's place in the order.</summary>
    public readonly record struct Place(string Value, string Key);

    /// <param name="fields">What may be sorted by. Lists come in the order of the first, which is that of their keys.</param>
    /// <param name="key">With <c>/</c> between its segments, each of which counts before the next.</param>
    public static ListSort<T> Read(QueryReader query, SortField<T>[] fields, Func<T, string> key)
    {
        var text = query.Text("sort") ?? fields[0].Name;
        var (name, descending) = text.StartsWith('-') ? (text[1..], true) : (text, false);
        if (Array.Find(fields, field => field.Name == name) is { } found) return new ListSort<T>(fields, key, found, descending);
        query.Fault("sort", $"'{text}' is no field to sort by: use {string.Join(", ", fields.Select(known => known.Name))}, with '-' in front for descending.");
        return new ListSort<T>(fields, key, fields[0], descending: false);
    }

    public int Compare(Place x, Place y)
    {
        var byValue = string.CompareOrdinal(x.Value, y.Value);
        if (byValue == 0) byValue = CompareKeys(x.Key, y.Key);
        return _descending ? -byValue : byValue;
    }

    /// <summary>The page of what matches, in this order.</summary>
    public ItemList<TWire> Page<TWire>(Page page, QueryReader query, IReadOnlyCollection<T> matching, Func<T, TWire> toWire)
    {
        Place? after = null;
        if (page.After is { } token && (after = TokenOf(token)) is null)
            query.Fault("continue", "The continue token is of another list, or of another order: pass the one of the page before unchanged with the same sort, or none to start over.");
        return page.Of(
            // Ten thousand that come in this order need not be sorted for each page.
            Order == _fields[0].Name ? matching : matching.OrderBy(PlaceOf, this).ToList(),
            item => JsonSerializer.Serialize<string[]>([Order, _field.Value(item), _key(item)]),
            (item, _) => after is not { } last || Compare(PlaceOf(item), last) > 0,
            toWire);
    }

    private string Order => (_descending ? "-" : "") + _field.Name;

    private Place PlaceOf(T item) => new(_field.Value(item), _key(item));

    private Place? TokenOf(string token)
    {
        try
        {
            return JsonSerializer.Deserialize<string[]>(token) is [var order, { } value, { } key] && order == Order ? new Place(value, key) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The slash before everything else: cluster a and all it has comes before a-b.
    private static int CompareKeys(string x, string y)
    {
        for (var i = 0; i < x.Length && i < y.Length; i++)
            if (x[i] != y[i]) return x[i] == '/' ? -1 : y[i] == '/' ? 1 : x[i] - y[i];
        return x.Length - y.Length;
    }
}

/// <param name="Value">A text that compares, byte by byte, as the field's values do.</param>
internal sealed record SortField<T>(string Name, Func<T, string> Value);
