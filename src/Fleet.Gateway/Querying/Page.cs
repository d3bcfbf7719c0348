using System.Buffers.Text;
using System.Text;
using Fleet.Api.V1;

namespace Fleet.Gateway.Querying;

/// <summary>Which part of a list is asked for. A continue token is the last key seen, so pages stay stable while items come and go.</summary>
/// <param name="After">Only keys after this one; null from the start.</param>
internal sealed record Page(int Limit, string? After)
{
    private const int DefaultLimit = 500;
    private const int MostItems = 1000;

    public static Page Read(QueryReader query)
    {
        var limit = query.Whole("limit", DefaultLimit, 1, MostItems);
        if (query.Text("continue") is not { } token) return new Page(limit, null);
        if (TryDecode(token) is { } after) return new Page(limit, after);
        query.Fault("continue", $"'{token}' is no continue token: pass the one of the page before unchanged, or none to start over.");
        return new Page(limit, null);
    }

    /// <param name="matching">All that match, in the order of their keys.</param>
    /// <param name="isAfter">Whether an item comes after a key.</param>
    public ItemList<TWire> Of<T, TWire>(
        IReadOnlyCollection<T> matching, Func<T, string> key, Func<T, string, bool> isAfter, Func<T, TWire> toWire) =>
        Of(After is null ? matching : matching.Where(item => isAfter(item, After)), matching.Count, key, toWire);

    /// <param name="rest">What matches from the page's beginning on, in order.</param>
    /// <param name="total">How many match.</param>
    public ItemList<TWire> Of<T, TWire>(IEnumerable<T> rest, int total, Func<T, string> key, Func<T, TWire> toWire)
    {
        var (items, last, more) = (new List<TWire>(Math.Min(Limit, total)), default(T), false);
        foreach (var item in rest)
        {
            more = items.Count == Limit;
            if (more) break;
            items.Add(toWire(item));
            last = item;
        }
        return new ItemList<TWire>(items, more ? Encode(key(last!)) : null, total);
    }

    private static string Encode(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(key));

    private static string? TryDecode(string token) =>
        Base64Url.IsValid(token) ? Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) : null;
}
