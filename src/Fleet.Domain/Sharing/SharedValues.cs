namespace Fleet.Domain.Sharing;

/// <summary>
/// Gives one of several equal values, so that what is read again and again is held once. It remembers so many; of two that fall on one place, the one that
/// comes again. What it does not remember is merely held twice. Safe from any thread.
/// </summary>
/// <param name="places">How many it remembers.</param>
public sealed class SharedValues<T>(int places) where T : class, IEquatable<T>
{
    private readonly T?[] _places = new T?[places];

    // Most texts come once, as uids do: they take no place of one that was asked for since another of them tried.
    private readonly bool[] _cameAgain = new bool[places];

    /// <summary>The value, or an equal one that was seen before.</summary>
    public T Share(T value)
    {
        var at = (uint)value.GetHashCode() % (uint)_places.Length;
        if (Volatile.Read(ref _places[at]) is { } known && known.Equals(value))
        {
            _cameAgain[at] = true;
            return known;
        }
        if (_cameAgain[at]) _cameAgain[at] = false;
        else Volatile.Write(ref _places[at], value);
        return value;
    }
}
