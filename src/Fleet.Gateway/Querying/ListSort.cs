using System.Text.Json;
using Fleet.Api.V1;
using Fleet.Gateway.Reading;

namespace Fleet.Gateway.Querying;

/// <summary>
/// The order of a list: by a field, and by keys where it is the same. A continue token holds the place of the last item seen in that order, so pages
/// stay stable while items come and go; one whose field changes moves, and may be seen twice or not at all.
/// </summary>
internal sealed class ListSort<T>
{
    private readonly SortField<T>[] _fields;
    private readonly Func<T, string> _key;
    private readonly SortField<T> _field;
    private readonly bool _descending;

    private ListSort(SortField<T>[] fields, Func<T, string> key, SortField<T> field, bool descending) => (_fields, _key, _field, _descending) = (fields, key, field, descending);

    private sealed record Place(string Value, string Key);

    public string Field => _field.Name;

    public bool IsDescending => _descending;

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

    /// <summary>The page of what matches, in this order.</summary>
    /// <param name="matching">In the order of their keys.</param>
    public ItemList<TWire> Page<TWire>(Page page, QueryReader query, IReadOnlyList<T> matching, Func<T, TWire> toWire)
    {
        // Sorting is stable, so keys need not be compared; and only the page is sorted, however many there are.
        IEnumerable<T> ordered = Order == _fields[0].Name ? matching : _descending ? _field.Order(matching.Reverse(), true) : _field.Order(matching, false);
        var after = After(page, query);
        return PageFrom(page, after is null ? ordered : ordered.Where(item => IsAfter(item, after)), matching.Count, toWire);
    }

    /// <summary>The page of items that are in this order already.</summary>
    public ItemList<TWire> Page<TWire>(Page page, QueryReader query, OrderedItems<T> ordered, Func<T, TWire> toWire)
    {
        var first = After(page, query) is { } after ? ordered.FirstAfter(item => IsAfter(item, after)) : 0;
        return PageFrom(page, ordered.Take(first, page.Limit + 1), ordered.Total, toWire);
    }

    private ItemList<TWire> PageFrom<TWire>(Page page, IEnumerable<T> rest, int total, Func<T, TWire> toWire) =>
        page.Of(rest, total, item => JsonSerializer.Serialize<string[]>([Order, _field.Text(item), _key(item)]), toWire);

    /// <summary>The place a page begins after; null for the first, and for a token of something else, which is a fault.</summary>
    private Place? After(Page page, QueryReader query)
    {
        if (page.After is not { } token) return null;
        if (TokenOf(token) is { } after) return after;
        query.Fault("continue", "The continue token is of another list, or of another order: pass the one of the page before unchanged with the same sort, or none to start over.");
        return null;
    }

    private bool IsAfter(T item, Place last)
    {
        var order = string.CompareOrdinal(_field.Text(item), last.Value);
        if (order == 0) order = CompareKeys(_key(item), last.Key);
        return _descending ? order < 0 : order > 0;
    }

    private string Order => (_descending ? "-" : "") + _field.Name;

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

/// <param name="Text">A text that compares, byte by byte, as the field's values do.</param>
/// <param name="Order">Sorts by the field, and leaves the rest in the order it has; true for descending.</param>
internal sealed record SortField<T>(string Name, Func<T, string> Text, Func<IEnumerable<T>, bool, IOrderedEnumerable<T>> Order)
{
    public static SortField<T> By(string name, Func<T, string> value) => By(name, value, text => text, StringComparer.Ordinal);

    /// <param name="text">A value as a text that compares as the value does.</param>
    public static SortField<T> By<TValue>(string name, Func<T, TValue> value, Func<TValue, string> text, IComparer<TValue>? comparer = null) => new(
        name, item => text(value(item)), (items, descending) => descending ? items.OrderByDescending(value, comparer) : items.OrderBy(value, comparer));
}
