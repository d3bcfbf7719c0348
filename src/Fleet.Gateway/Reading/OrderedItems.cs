using System.Collections.Immutable;

namespace Fleet.Gateway.Reading;

/// <summary>Items in the order of a list, not all of which a caller may see. A page of them is found without another list.</summary>
/// <param name="IsDescending">From their end.</param>
/// <param name="IsVisible">Null for all.</param>
internal sealed record OrderedItems<T>(ImmutableArray<T> Items, bool IsDescending, Func<T, bool>? IsVisible)
{
    private T this[int place] => Items[IsDescending ? Items.Length - 1 - place : place];

    /// <summary>The first place whose item comes after another place; the number of items if there is none.</summary>
    public int FirstAfter(Func<T, bool> isAfter)
    {
        var (first, end) = (0, Items.Length);
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (isAfter(this[middle])) end = middle;
            else first = middle + 1;
        }
        return first;
    }

    /// <summary>What can be seen from a place on, but no more than so many.</summary>
    public IEnumerable<T> Take(int first, int most)
    {
        for (var place = first; place < Items.Length && most > 0; place++)
        {
            if (IsVisible?.Invoke(this[place]) == false) continue;
            most--;
            yield return this[place];
        }
    }

    /// <summary>How many can be seen.</summary>
    public int Total => IsVisible is null ? Items.Length : Items.Count(IsVisible);
}
